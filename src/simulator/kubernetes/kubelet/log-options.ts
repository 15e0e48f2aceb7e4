import type { Call } from "../api/call.js";
import { fieldForbidden, invalid, invalidObject, type FieldError } from "../api/field-error.js";
import { badRequest } from "../api/status-error.js";

export interface LogOptions {
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  /** Lines before this simulated time are left out. */
  readonly sinceMs: number;
}

/** The query of a log request, by the rules of `ValidatePodLogOptions`. Throws 400 or 422. */
export function logOptions({ query, state, name }: Call): LogOptions {
  const tailLines = numberIn(query, "tailLines");
  const limitBytes = numberIn(query, "limitBytes");
  const sinceSeconds = numberIn(query, "sinceSeconds");
  const sinceTime = query.get("sinceTime") ?? "";
  if (sinceTime !== "" && Number.isNaN(Date.parse(sinceTime)))
    throw badRequest(
      `parsing time ${JSON.stringify(sinceTime)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(sinceTime)} as "2006"`,
    );
  const atLeast = (field: string, value: number | undefined, least: number, why: string): FieldError[] =>
    value === undefined || value >= least ? [] : [invalid(field, value, why)];
  const errors = [
    ...atLeast("tailLines", tailLines, 0, "must be greater than or equal to 0"),
    ...atLeast("limitBytes", limitBytes, 1, "must be greater than 0"),
    ...(sinceSeconds !== undefined && sinceTime !== ""
      ? [fieldForbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified")]
      : atLeast("sinceSeconds", sinceSeconds, 1, "must be greater than 0")),
  ];
  if (errors.length > 0) throw invalidObject("", "PodLogOptions", name, errors);
  const sinceMs =
    sinceTime === "" ? state.clock.now() - (sinceSeconds ?? Number.POSITIVE_INFINITY) * 1000 : Date.parse(sinceTime);
  return { tailLines, limitBytes, sinceMs };
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}
