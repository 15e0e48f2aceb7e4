import { fieldForbidden, invalidObject, notSupported, type FieldError } from "./field-error.js";
import { badRequest, StatusError } from "./status-error.js";

/** What a list or a watch asks for besides its selectors. */
export interface ListOptions {
  /** Empty where none is given. */
  readonly resourceVersion: string;
  /** The same as a number; 0 where none is given. */
  readonly version: number;
  readonly match: string;
  readonly sendsInitialEvents: boolean;
  /** 0 = all. */
  readonly limit: number;
  /** 0 = none. */
  readonly timeoutSeconds: number;
  readonly continueToken: string;
}

/** Reads and checks the options (`ValidateListOptions`). Throws 400, 422, or for a watch of a strange version a 500. */
export function listOptions(query: URLSearchParams, isWatch: boolean): ListOptions {
  const options = {
    resourceVersion: query.get("resourceVersion") ?? "",
    match: query.get("resourceVersionMatch") ?? "",
    limit: integerOf(query, "limit"),
    timeoutSeconds: integerOf(query, "timeoutSeconds"),
    continueToken: query.get("continue") ?? "",
  };
  const initial = query.get("sendInitialEvents");
  const sendsInitialEvents = isTrue(initial);
  const errors = isWatch ? watchErrors(options, initial) : listErrors(options, initial);
  if (errors.length > 0) throw invalidObject("meta.k8s.io", "ListOptions", "", errors);
  if (!/^\d*$/.test(options.resourceVersion)) throw strangeVersion(options.resourceVersion, isWatch);
  if (!isWatch && options.continueToken !== "" && !["", "0"].includes(options.resourceVersion))
    throw badRequest("specifying resource version is not allowed when using continue");
  return { ...options, version: Number(options.resourceVersion), sendsInitialEvents };
}

type Given = Omit<ListOptions, "version" | "sendsInitialEvents">;

function listErrors({ match, resourceVersion, continueToken }: Given, initial: string | null): FieldError[] {
  const field = "resourceVersionMatch";
  const ofMatch =
    match === ""
      ? []
      : [
          ...(resourceVersion === ""
            ? [fieldForbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided")]
            : []),
          ...(continueToken === ""
            ? []
            : [fieldForbidden(field, "resourceVersionMatch is forbidden when continue is provided")]),
          ...(["Exact", "NotOlderThan"].includes(match)
            ? []
            : [notSupported(field, match, ["Exact", "NotOlderThan", ""])]),
          ...(match === "Exact" && resourceVersion === "0"
            ? [fieldForbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')]
            : []),
        ];
  return [
    ...ofMatch,
    ...(initial === null ? [] : [fieldForbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")]),
  ];
}

function watchErrors({ match, continueToken }: Given, initial: string | null): FieldError[] {
  const field = "resourceVersionMatch";
  const isOther = match !== "NotOlderThan";
  return [
    ...(initial !== null && isOther
      ? [fieldForbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")]
      : []),
    ...(match !== "" && initial === null
      ? [fieldForbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")]
      : []),
    ...(match !== "" && isOther ? [notSupported(field, match, ["NotOlderThan"])] : []),
    ...(match !== "" && continueToken !== ""
      ? [fieldForbidden(field, "resourceVersionMatch is forbidden when continue is provided")]
      : []),
  ];
}

/** A flag of a query, as Go reads it (`Convert_Slice_string_To_bool`): anything but these is true. */
export const isTrue = (value: string | null) => value !== null && !["", "0", "false"].includes(value.toLowerCase());

function integerOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? "";
  if (!/^-?\d*$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  // A negative number is as good as none.
  return Math.max(0, Number(text));
}

function strangeVersion(version: string, isWatch: boolean): StatusError {
  const text = `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
  return isWatch ? new StatusError(500, "", text) : badRequest(`invalid resource version: ${text}`);
}
