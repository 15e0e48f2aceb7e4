import type { JsonObject } from "../objects/json.js";

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** Group and plural name, as errors name a resource: `runtimeclasses.node.k8s.io`, `pods`. */
export interface GroupResource {
  readonly group: string;
  readonly plural: string;
}

/** An answer of the API server that is a `Status` with status Failure. Texts follow apimachinery's `api/errors`. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: StatusDetails | undefined;

  constructor(code: number, reason: string, message: string, details?: StatusDetails) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): JsonObject {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      ...(this.reason === "" ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: detailsBody(this.details) }),
      code: this.code,
    };
  }
}

function detailsBody(details: StatusDetails): JsonObject {
  return {
    ...(details.name === undefined || details.name === "" ? {} : { name: details.name }),
    ...(details.group === undefined || details.group === "" ? {} : { group: details.group }),
    ...(details.kind === undefined || details.kind === "" ? {} : { kind: details.kind }),
    ...(details.uid === undefined ? {} : { uid: details.uid }),
    ...(details.causes === undefined ? {} : { causes: details.causes.map(causeBody) }),
    ...(details.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: details.retryAfterSeconds }),
  };
}

function causeBody(cause: StatusCause): JsonObject {
  return {
    ...(cause.reason === "" ? {} : { reason: cause.reason }),
    message: cause.message,
    ...(cause.field === "" ? {} : { field: cause.field }),
  };
}

/** `runtimeclasses.node.k8s.io`, or only `pods` in the core group. */
export function qualified(resource: GroupResource): string {
  return resource.group === "" ? resource.plural : `${resource.plural}.${resource.group}`;
}

const details = (resource: GroupResource, name: string): StatusDetails => ({
  name,
  group: resource.group,
  kind: resource.plural,
});

export const badRequest = (message: string) => new StatusError(400, "BadRequest", message);

export const unauthorized = () => new StatusError(401, "Unauthorized", "Unauthorized");

export function forbidden(resource: GroupResource, name: string, why: string): StatusError {
  const subject = name === "" ? qualified(resource) : `${qualified(resource)} "${name}"`;
  return new StatusError(403, "Forbidden", `${subject} is forbidden: ${why}`, details(resource, name));
}

export const notFound = (resource: GroupResource, name: string) =>
  new StatusError(404, "NotFound", `${qualified(resource)} "${name}" not found`, details(resource, name));

/** For a path that no resource answers. */
export const noSuchPath = () =>
  new StatusError(404, "NotFound", "the server could not find the requested resource", {});

export const methodNotAllowed = () =>
  new StatusError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {});

export const alreadyExists = (resource: GroupResource, name: string) =>
  new StatusError(409, "AlreadyExists", `${qualified(resource)} "${name}" already exists`, details(resource, name));

export const conflict = (resource: GroupResource, name: string, why: string) =>
  new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    details(resource, name),
  );

/** A list or watch from a state that is no longer kept. */
export const expired = (message: string) => new StatusError(410, "Expired", message);

/** What go-restful says before Kubernetes' own handlers are asked. */
export const restfulUnsupported = () => new StatusError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {});

export const unsupportedMediaType = (accepted: readonly string[]) =>
  new StatusError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );

/** No answer of a resource can be given in what the client accepts; go-restful says so. */
export const notAcceptable = (available: readonly string[]) =>
  new StatusError(
    406,
    "NotAcceptable",
    `406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`,
    {},
  );

/** What a real cluster has and the local Azure lacks; the text is the simulator's own. */
export const notModelled = (what: string) =>
  new StatusError(501, "NotImplemented", `the local Azure does not model ${what}`);
