import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFault, FaultError, parseFault } from "../../src/simulator/faults/parse.js";

test("a fault in words becomes a fault", () => {
  const rows: readonly (readonly [string, object])[] = [
    ["pool-failed", { name: "pool-failed" }],
    ["throttled,on=poll,times=3", { name: "throttled", on: "poll", times: 3 }],
    ["server-error,status=504,times=always", { name: "server-error", status: 504, times: Infinity }],
    ["clock-skew,skewMs=-600000,forMs=60000", { name: "clock-skew", skewMs: -600_000, forMs: 60_000 }],
    [
      "operation-fails,code=AKSCapacityError,message=none left, sorry",
      { name: "operation-fails", code: "AKSCapacityError", message: "none left, sorry" },
    ],
  ];
  for (const [text, fault] of rows) assert.deepEqual(parseFault(text), fault, text);
});

test("what is no fault is refused with the reason", () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ["bad-day", /^no fault is called 'bad-day'; known are throttled, server-error, /],
    ["", /^no fault is called ''/],
    ["toString", /^no fault is called 'toString'/],
    ["pool-failed,status=500", /^fault pool-failed has no setting 'status'; it takes times, forMs, path$/],
    ["pool-failed,constructor=1", /^fault pool-failed has no setting 'constructor'/],
    ["server-error,status=418", /^status of fault server-error is one of 500, 502, 503, 504, not 418$/],
    ["throttled,on=patch", /^on of fault throttled is one of put, delete, post, get, poll, token, not "patch"$/],
    ["throttled,times=0", /^times of fault throttled is a whole number above 0, not 0$/],
    ["throttled,times=often", /^times of fault throttled is a whole number above 0, not "often"$/],
    ["another-operation,verb=", /^verb of fault another-operation is a text, not ""$/],
  ];
  for (const [text, message] of rows) {
    assert.throws(
      () => parseFault(text),
      (error) => error instanceof FaultError && message.test(error.message),
      text,
    );
  }
  for (const json of [null, [], "throttled", {}, { name: 1 }, { name: "throttled", times: 0.5 }]) {
    assert.throws(() => checkFault(json), FaultError, JSON.stringify(json));
  }
});
