import { createSimulator } from "../../src/simulator/create-simulator.js";
import type { Simulator } from "../../src/simulator/simulator.js";
import { connectArm, type Arm } from "./arm.js";
import { classify, type Class } from "./classify.js";
import { groundwork, type Groundwork } from "./groundwork.js";
import { Links } from "./links.js";
import type { Exchange, Json, Recording, Reply } from "./recording.js";

/** A counted exchange beside what the simulator answered. */
export interface Played {
  /** Place in the recording, from 0. */
  readonly index: number;
  readonly exchange: Exchange;
  readonly class: Class;
  readonly reply: Reply;
}

export interface Playing {
  readonly played: readonly Played[];
  /** Not sent: requests to other providers, by provider. */
  readonly others: ReadonlyMap<string, number>;
  /** What should have been there before the first request, and the simulator refused to make. */
  readonly notPrepared: readonly string[];
}

/** For what is there before the first request, ms. */
const preparationMs = 3_600_000;
/** For a recording without dates. */
const usualStartMs = Date.UTC(2025, 10, 1);

/** Sends a recording to a fresh simulator, request by request, at the recorded times. */
export async function play(recording: Recording): Promise<Playing> {
  const ground = groundwork(recording);
  const startMs = recording.startMs ?? usualStartMs;
  let nextDurationMs: number | undefined = 0;
  const measured = new Set<string>();
  const simulator = await createSimulator({
    speed: "manual",
    startMs: startMs - preparationMs,
    // Some operations are made of two parts, each with a duration: the first has the whole.
    durations: (_, operation) => {
      if (nextDurationMs === undefined) return undefined;
      const isFurther = measured.has(operation);
      measured.add(operation);
      return isFurther ? 0 : nextDurationMs;
    },
    features: ground.features,
    providers: ground.providers,
    quotas: ground.quotas,
    usedByOthers: ground.usedByOthers,
  });
  const arm = connectArm(simulator);
  try {
    await arm.signIn();
    const notPrepared = await prepare(simulator, arm, ground);
    simulator.advance(startMs - simulator.clock.now());
    const links = new Links(simulator.url, recording, simulator.subscriptionId);
    const others = new Map<string, number>();
    const played: Played[] = [];
    for (const [index, exchange] of recording.exchanges.entries()) {
      const kind = classify(exchange);
      if (!kind.isCounted) {
        others.set(kind.provider, (others.get(kind.provider) ?? 0) + 1);
        continue;
      }
      simulator.advance(startMs + exchange.t * 1000 - simulator.clock.now());
      const durationS = ground.durationsS.get(index);
      nextDurationMs = durationS === undefined ? undefined : durationS * 1000;
      const reply = await answer(simulator, arm, links, exchange, ground.turnedAway.get(index));
      links.learn(exchange, reply);
      played.push({ index, exchange, class: kind, reply });
    }
    return { played, others, notPrepared };
  } finally {
    arm.close();
    await simulator.close();
  }
}

async function answer(
  simulator: Simulator,
  arm: Arm,
  links: Links,
  exchange: Exchange,
  turnedAway: number | undefined,
) {
  const removeFault = turnedAway === undefined ? undefined : turnAway(simulator, turnedAway);
  const headers = Object.fromEntries(
    Object.entries(exchange.requestHeaders)
      .filter(([name]) => sentHeaders.has(name))
      .map(([name, value]) => [name, links.header(value)]),
  );
  const reply = await arm.send(exchange.method, links.target(exchange.url), headers, links.body(exchange));
  removeFault?.();
  return links.restored(reply);
}

/** Those that the service looks at. */
const sentHeaders = new Set(["accept", "if-match", "if-none-match", "aks-custom-headers"]);

function turnAway(simulator: Simulator, status: number): (() => void) | undefined {
  if (status === 429) return simulator.faults.add({ name: "throttled" });
  if (status === 500 || status === 502 || status === 503 || status === 504) {
    return simulator.faults.add({ name: "server-error", status });
  }
  return undefined;
}

/** What existed before is made with ordinary requests. */
async function prepare(simulator: Simulator, arm: Arm, { groups, clusters }: Groundwork): Promise<readonly string[]> {
  const refused: string[] = [];
  const send = async (path: string, apiVersion: string, body: Json) => {
    const full = `/subscriptions/${simulator.subscriptionId}/resourceGroups/${path}?api-version=${apiVersion}`;
    const { status } = await arm.send("PUT", full, {}, body);
    if (status >= 300) refused.push(`${path}: ${status}`);
  };
  for (const { name, location, tags } of groups) {
    await send(name, "2024-11-01", { location, ...(tags === undefined ? {} : { tags }) });
  }
  for (const { group, name, location, dnsPrefix, pools } of clusters) {
    const system = pools.some(({ mode }) => mode === "System")
      ? pools
      : pools.map((pool) => ({ ...pool, mode: "System" }));
    await send(`${group}/providers/Microsoft.ContainerService/managedClusters/${name}`, "2025-10-01", {
      location,
      identity: { type: "SystemAssigned" },
      properties: { dnsPrefix, agentPoolProfiles: system.map((pool) => ({ ...pool })) },
    });
    simulator.advance(1);
  }
  return refused;
}
