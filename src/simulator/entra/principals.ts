import type { Random } from "../random.js";

/** Who signs in: a service principal of the one tenant. */
export interface Principal {
  readonly clientId: string;
  readonly objectId: string;
  readonly tenantId: string;
}

export interface ServicePrincipal extends Principal {
  readonly secret: string;
  /** A secret that was good once; signing in with it says so (AADSTS7000222). */
  readonly expiredSecret: string;
}

/** A further service principal, by the name under which tests know it. */
export interface PrincipalOptions {
  readonly name: string;
  /** A built-in role's name; default: none at all. */
  readonly role?: string;
  /** Where it has that role: `/resourceGroups/<name>`, below the subscription; default: the whole of it. */
  readonly scope?: string;
}

/** Drawn from the seed; `name` is empty for the first one, who owns the subscription. */
export function createPrincipal(random: Random, tenantId: string, name: string): ServicePrincipal {
  const of = (what: string) => random.fork(name === "" ? what : `principal/${name}/${what}`);
  return {
    tenantId,
    clientId: of("client").guid(),
    objectId: of("object").guid(),
    secret: `local-${of("secret").word(34)}`,
    expiredSecret: `expired-${of("expired-secret").word(32)}`,
  };
}
