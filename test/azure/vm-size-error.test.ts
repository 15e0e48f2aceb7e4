import assert from "node:assert/strict";
import { it } from "node:test";
import { azureError } from "../../src/azure/error.js";

for (const [asked, available, hint] of [
  ["Standard_Foo", "standard_d2s_v5,standard_d4s_v5,standard_d8s_v5", /--node-vm-size Standard_D4s_v5/],
  ["Standard_D4s_v5", "standard_a2_v2,standard_d2_v2", /another --location/],
] as const) {
  it(`the cure for ${asked} is a size that can carry sandboxes, or another region`, () => {
    const error = azureError({
      status: 400,
      code: "BadRequest",
      message: `The VM size of ${asked} is not allowed in your subscription in location 'westus3'. The available VM sizes are '${available}'`,
      details: [],
      subcode: undefined,
      requestId: undefined,
      correlationId: undefined,
      principal: undefined,
      subscriptionId: undefined,
      request: undefined,
    });
    assert.deepEqual([error.code, error.exitReason], ["VmSizeNotAvailable", "quota"]);
    assert.match(error.hint ?? "", hint);
    assert.doesNotMatch(error.hint ?? "", /message lists/);
  });
}
