import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Router } from "../../src/simulator/http/router.js";

describe("the router", () => {
  it("takes a variable segment where the fixed one of the same text leads nowhere", () => {
    const router = new Router<string>();
    router.add("GET", "providers/Microsoft.ContainerService/locations/:location/operations/:id", "operation");
    router.add("POST", "providers/:namespace/register", "register");
    assert.deepEqual(router.find("POST", "/providers/Microsoft.ContainerService/register"), {
      route: "register",
      names: { namespace: "Microsoft.ContainerService" },
    });
    assert.deepEqual(router.find("GET", "/PROVIDERS/microsoft.containerservice/locations/westus3/operations/1"), {
      route: "operation",
      names: { location: "westus3", id: "1" },
    });
    assert.equal(router.find("GET", "/providers/Microsoft.ContainerService/register"), undefined);
    assert.equal(router.find("POST", "/providers/%E0%A4%A/register"), undefined);
  });
});
