import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sharedFields } from "../../../../src/simulator/kubernetes/apply/shared-fields.js";

const fields = (label: string) => ({
  "f:metadata": { "f:labels": { ".": {}, [`f:${label}`]: {} } },
  "f:spec": { "f:taints": {} },
});

describe("shared fields", () => {
  it("holds equal fields of many objects once", () => {
    const first = sharedFields(fields("one"));
    const second = sharedFields(fields("one"));
    const other = sharedFields(fields("another"));
    assert.deepEqual(second, fields("one"));
    assert.deepEqual(other, fields("another"));
    assert.equal(second["f:metadata"], first["f:metadata"]);
    assert.equal(other["f:spec"], first["f:spec"]);
  });

  it("lets nobody change through one object what many share", () => {
    const { "f:metadata": metadata } = sharedFields(fields("one"));
    assert.throws(() => Object.assign(metadata as object, { "f:name": {} }), TypeError);
  });
});
