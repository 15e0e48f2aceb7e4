import { jsonAt } from "../../../src/json.js";
import type { ApiAnswer } from "../tested-cluster.js";

export const image = "localhost/busybox:1";
/** A pod that sleeps, if the container says nothing else. */
export const pod = (
  name: string,
  labels: object = {},
  spec: object = {},
  container: object = { command: ["sleep", "3600"] },
) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels },
  spec: {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "c", image, imagePullPolicy: "Never", ...container }],
    ...spec,
  },
});
export const gate = "example.test/open";
/** Of a pod that runs and is not ready until somebody says so. */
export const gated = { readinessGates: [{ conditionType: gate }] };
export const budgets = "/apis/policy/v1NS/poddisruptionbudgets";
export const budget = (name: string, spec: object) => ({
  metadata: { name },
  spec: { selector: { matchLabels: { app: "a" } }, ...spec },
});
/** The controller has seen the budget as it is. */
export const isLookedAt = ({ body }: ApiAnswer) =>
  jsonAt(body, "status", "observedGeneration") === jsonAt(body, "metadata", "generation");
