import type { TestContext } from "node:test";
import { createSimulator } from "../../src/simulator/create-simulator.js";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.js";

/** A local Azure for one test, closed after it. Manual time and no durations, unless asked otherwise. */
export async function startSimulator(t: TestContext, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await createSimulator({
    speed: "manual",
    durations: "none",
    onDefect: (error) => {
      throw error;
    },
    ...options,
  });
  t.after(() => simulator.close());
  return simulator;
}
