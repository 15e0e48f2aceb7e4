/** A RuntimeClass with all that one can have. */
export const runtimeClass = (name: string, change: object = {}) => ({
  apiVersion: "node.k8s.io/v1",
  kind: "RuntimeClass",
  metadata: { name },
  handler: "kata",
  overhead: { podFixed: { memory: "128Mi" } },
  scheduling: { nodeSelector: { a: "b" }, tolerations: [{ key: "k", operator: "Exists", effect: "NoSchedule" }] },
  ...change,
});
