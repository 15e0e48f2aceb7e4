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
