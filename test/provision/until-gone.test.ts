import assert from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject } from "../../src/json.js";
import type { Objects } from "../../src/kubernetes/kubernetes.js";
import { untilGone } from "../../src/provision/until-gone.js";
import { virtualClock } from "../helpers/virtual-clock.js";

const namespace = { apiVersion: "v1", kind: "Namespace", namespace: undefined, name: "installer" };
const leaving = { metadata: { deletionTimestamp: "2026-11-23T12:00:00Z" } };

/** How often it slept until it returned, when the object is as these say, one after the other, and then as the last. */
async function sleeps(...states: readonly (JsonObject | undefined)[]): Promise<number> {
  const left = [...states];
  const objects: Objects = {
    get: () => Promise.resolve(left.length > 1 ? left.shift() : left[0]),
    apply: () => Promise.reject(new Error("nothing is applied")),
    delete: () => Promise.reject(new Error("nothing is deleted")),
  };
  const clock = virtualClock();
  const { signal } = new AbortController();
  await untilGone({ objects, clock, signal, deadlineMs: undefined, changed: false }, namespace);
  return clock.elapsedMs() / 1_000;
}

test("an object that is being deleted is waited for; one that is to stay, or is not there, is not", async () => {
  assert.equal(await sleeps(undefined), 0);
  assert.equal(await sleeps({ metadata: {} }), 0);
  assert.equal(await sleeps(leaving, leaving, undefined), 2);
  // Made again meanwhile, by somebody else.
  assert.equal(await sleeps(leaving, { metadata: {} }), 1);
});

test("one that does not come to its end is named with what holds it, after five minutes", async () => {
  const condition = (type: string, status: string, message: string) => ({ type, status, message });
  const held = {
    ...leaving,
    status: {
      conditions: [
        condition("NamespaceDeletionDiscoveryFailure", "False", "All resources successfully discovered"),
        condition("NamespaceFinalizersRemaining", "True", "Some content has finalizers remaining: x in 1 instances"),
      ],
    },
  };
  await assert.rejects(sleeps(held), {
    code: "StillBeingDeleted",
    message:
      "Namespace installer is being deleted, and does not come to its end: NamespaceFinalizersRemaining: Some content has finalizers remaining: x in 1 instances",
    hint: "look at what holds it: kubectl get namespace installer -o yaml",
  });
});
