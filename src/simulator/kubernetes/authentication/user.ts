/** Who a request comes from, once it is known. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** Azure itself allows everything (a principal of our Entra that administers the cluster); default false: RBAC decides. */
  readonly isAdmin?: boolean;
}

/** Members of this group may do everything, whatever roles say. */
export const mastersGroup = "system:masters";
export const authenticatedGroup = "system:authenticated";

/** `UserInfo` as reviews show it. */
export function userInfo(user: User): { [key: string]: string | string[] | { [key: string]: string[] } } {
  const extra: { [key: string]: string[] } = {};
  for (const [key, values] of Object.entries(user.extra ?? {})) extra[key] = [...values];
  return {
    username: user.username,
    ...(user.uid === undefined || user.uid === "" ? {} : { uid: user.uid }),
    groups: [...user.groups],
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  };
}
