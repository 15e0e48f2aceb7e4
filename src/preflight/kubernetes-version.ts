/** `33` of `1.33` and of `1.33.5`: Kubernetes has had no other major version. */
export function minorOf(version: string): number {
  return Number(version.split(".")[1]);
}
