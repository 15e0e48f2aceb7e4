import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../src/json.js";
import type { Objects } from "../../src/kubernetes/kubernetes.js";
import { untilGone } from "../../src/provision/until-gone.js";
import { fakeClock } from "../helpers/context.js";

const namespace = { apiVersion: "v1", kind: "Namespace", namespace: undefined, name: "installer" };
const leaving = { metadata: { deletionTimestamp: "2026-11-23T12:00:00Z" } };

/** How often it slept until it returned, when the object is as these say, one after the other. */
async function sleeps(...states: readonly (JsonObject | undefined)[]): Promise<number> {
  const left = [...states];
  const objects: Objects = {
    get: () => Promise.resolve(left.shift()),
    apply: () => Promise.reject(new Error("nothing is applied")),
    delete: () => Promise.reject(new Error("nothing is deleted")),
  };
  const clock = fakeClock();
  await untilGone({ objects, clock, signal: new AbortController().signal }, namespace);
  return clock.sleeps.length;
}

test("an object that is being deleted is waited for; one that is to stay, or is not there, is not", async () => {
  assert.equal(await sleeps(undefined), 0);
  assert.equal(await sleeps({ metadata: {} }), 0);
  assert.equal(await sleeps(leaving, leaving, undefined), 2);
  // Made again meanwhile, by somebody else.
  assert.equal(await sleeps(leaving, { metadata: {} }), 1);
});
