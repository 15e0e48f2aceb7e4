import type { Scenario } from "../scenario.js";
import { applyScenarios } from "./apply.js";
import { evictionScenarios } from "./evictions.js";
import { namespaceEndScenarios } from "./namespace-ends.js";
import { podScenarios } from "./pods.js";
import { requestScenarios } from "./requests.js";
import { rollOutScenarios } from "./roll-outs.js";
import { watchScenarios } from "./watches.js";

/** Everything that is played on a real cluster and on the local Azure's, which must answer alike. */
export const scenarios: readonly Scenario[] = [
  ...applyScenarios,
  ...requestScenarios,
  ...watchScenarios,
  ...podScenarios,
  ...evictionScenarios,
  ...rollOutScenarios,
  ...namespaceEndScenarios,
];
