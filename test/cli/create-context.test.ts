import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createContext } from "../../src/create-context.js";
import { testContext } from "../helpers/context.js";

const local = "https://127.0.0.1:8443";

describe("the time scale of the clock", () => {
  const rows: readonly (readonly [env: Record<string, string>, outcome: number | string])[] = [
    [{}, 1],
    [{ AKS_SANDBOX_TIME_SCALE: "" }, 1],
    [{ AKS_SANDBOX_TIME_SCALE: "1" }, 1],
    [{ AKS_SANDBOX_TIME_SCALE: "60", AKS_SANDBOX_ARM_ENDPOINT: local }, 60],
    [{ AKS_SANDBOX_TIME_SCALE: "0.5", AKS_SANDBOX_ARM_ENDPOINT: "https://localhost:1" }, 0.5],
    [{ AKS_SANDBOX_TIME_SCALE: "60", AKS_SANDBOX_ARM_ENDPOINT: "https://[::1]:1" }, 60],
    [{ AKS_SANDBOX_TIME_SCALE: "60" }, "TimeScaleOnRealCloud"],
    [
      { AKS_SANDBOX_TIME_SCALE: "60", AKS_SANDBOX_ARM_ENDPOINT: "https://management.azure.com" },
      "TimeScaleOnRealCloud",
    ],
    [{ AKS_SANDBOX_TIME_SCALE: "60", AKS_SANDBOX_ARM_ENDPOINT: "localhost" }, "TimeScaleOnRealCloud"],
    [
      { AKS_SANDBOX_TIME_SCALE: "60", AKS_SANDBOX_ARM_ENDPOINT: "https://localhost.evil.example" },
      "TimeScaleOnRealCloud",
    ],
    [{ AKS_SANDBOX_TIME_SCALE: "fast", AKS_SANDBOX_ARM_ENDPOINT: local }, "InvalidTimeScale"],
    [{ AKS_SANDBOX_TIME_SCALE: "0", AKS_SANDBOX_ARM_ENDPOINT: local }, "InvalidTimeScale"],
    [{ AKS_SANDBOX_TIME_SCALE: "-1", AKS_SANDBOX_ARM_ENDPOINT: local }, "InvalidTimeScale"],
    [{ AKS_SANDBOX_TIME_SCALE: "Infinity", AKS_SANDBOX_ARM_ENDPOINT: local }, "InvalidTimeScale"],
  ];
  for (const [env, outcome] of rows) {
    it(`${JSON.stringify(env)} is ${outcome}`, () => {
      const parts = { ...testContext(), env };
      if (typeof outcome === "number") assert.equal(createContext(parts).clock.scale, outcome);
      else assert.throws(() => createContext(parts), { name: "CliError", code: outcome, exitReason: "usage" });
    });
  }
});
