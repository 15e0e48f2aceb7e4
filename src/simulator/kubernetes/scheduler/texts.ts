/** From Kubernetes 1.35 on the scheduler no longer names the taint that kept a pod away. */
export function isNewTaintText(version: string): boolean {
  return Number(version.split(".")[1]) >= 35;
}
