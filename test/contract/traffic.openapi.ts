import assert from "node:assert/strict";
import { test } from "node:test";
import type { Exchange } from "../helpers/exchange-log.js";
import { askAks, askArm } from "./ask.js";
import { openApiValidator } from "./openapi-validator.js";

test("the local Azure's traffic is as Microsoft's OpenAPI documents say, but for what is listed", async (t) => {
  const validate = await openApiValidator();
  const exchanges = [...(await askAks(t, "2024-05-01")), ...(await askArm(t))].filter(isArm);
  const found = new Set((await Promise.all(exchanges.map(validate))).flat());
  const unexpected = [...found].filter((finding) => !allowed.some(([pattern]) => pattern.test(finding)));
  assert.deepEqual(unexpected.sort(), []);
  const unmet = allowed.filter(([pattern]) => ![...found].some((finding) => pattern.test(finding)));
  assert.deepEqual(unmet, [], "allowed, and not met any more");
  t.diagnostic(`${exchanges.length} exchanges`);
});

test("a finding is made where a reply is wrong", async (t) => {
  const validate = await openApiValidator();
  const exchanges = await askAks(t, "2024-05-01");
  const pool = exchanges.find(({ method, path }) => method === "GET" && path.endsWith("/agentPools/sandbox"));
  assert.ok(pool !== undefined);
  const wrong = { ...(pool.body as object), properties: { count: "3", maxPodz: 1 } };
  assert.deepEqual(await validate({ ...pool, body: wrong }), [
    "AgentPools_Get: reply OBJECT_ADDITIONAL_PROPERTIES /properties/maxPodz",
    "AgentPools_Get: reply INVALID_TYPE /properties/count",
  ]);
});

const isArm = ({ path }: Exchange) => path.startsWith("/subscriptions");

/** What is no fault of the traffic, and why. */
const allowed: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/ENUM_CASE_MISMATCH .*\/backendPoolType$/, "recorded in every reply: nodeIPConfiguration"],
  [/^ManagedClusters_GetUpgradeProfile: reply INVALID_TYPE \/properties\/agentPoolProfiles$/, "recorded: null"],
  [/^Providers_List: .*\/authorizations?$/, "recorded, and in no document"],
  [/^ResourceSkus_List: .*\/zoneDetails\/\*\/Name$/, "documented replies have a capital N"],
];
