import { ArmGateway } from "./arm/gateway.js";
import { Operations } from "./arm/operations.js";
import { chosenDurations, noDurations, recordedDurations, type DurationSource } from "./aks/durations.js";
import { Throttling } from "./arm/throttling.js";
import { handleControl, isControlPath, type ControlParts } from "./control/control.js";
import { controlState } from "./control/control-state.js";
import { firstAssignments } from "./authorization/first-assignments.js";
import { EventQueue } from "./clock.js";
import { ComputeState } from "./compute/compute-state.js";
import { defaultRestrictions } from "./compute/default-restrictions.js";
import { handleEntra, isEntraPath } from "./entra/entra.js";
import { createPrincipal, type ServicePrincipal } from "./entra/principals.js";
import { Tokens } from "./entra/tokens.js";
import { Faults } from "./faults/faults.js";
import type { HttpRequest } from "./http/exchange.js";
import { startServer } from "./http/server.js";
import { createBuiltInBackend } from "./kubernetes/built-in-backend.js";
import { handlePage, isPagePath, type PageParts } from "./page/page.js";
import { createRandom, type Random } from "./random.js";
import type { LoggedRequest, Simulator, SimulatorEvent, SimulatorOptions } from "./simulator.js";
import { EventHash } from "./state/event-hash.js";
import { openRecorder } from "./state/open-recorder.js";
import type { Recorder } from "./state/recorder.js";
import { replay } from "./state/replay.js";
import { startSettings } from "./state/start-settings.js";
import { readState } from "./state/state-file.js";
import { createManualDriver, createWallClockDriver } from "./wall-clock-driver.js";
import type { World } from "./world.js";

/** Only the newest requests and events are kept once there are more than this. */
const keptEntries = 100_000;

/** Starts a local Azure; it answers when the promise resolves. */
export async function createSimulator(given: SimulatorOptions): Promise<Simulator> {
  const { stateFile } = given;
  const saved = stateFile === undefined ? undefined : readState(stateFile);
  const settings = await startSettings(given, saved);
  const options = { ...given, ...settings.options };
  const clock = new EventQueue(settings.startMs);
  const onDefect = options.onDefect ?? warn;
  clock.onDefect = onDefect;
  const random = createRandom(settings.seed);
  const requests: LoggedRequest[] = [];
  const events: SimulatorEvent[] = [];
  const counts = { events: 0, requests: 0, writes: 0 };
  const hash = stateFile === undefined ? undefined : new EventHash();
  const log = (text: string) => {
    counts.events += 1;
    hash?.add(clock.now(), text);
    append(events, { timeMs: clock.now(), text });
  };
  const faults = new Faults(clock, log);
  const skewMs = () => {
    const skew = faults.inForce("clock-skew");
    return skew === undefined ? 0 : (skew.skewMs ?? 600_000);
  };
  const { certificate } = settings;
  const tenantId = random.fork("tenant").guid();
  const principal = createPrincipal(random, tenantId, "");
  const others = (options.principals ?? []).map((given) => ({
    principal: createPrincipal(random, tenantId, given.name),
    options: given,
  }));
  const tokens = new Tokens(() => Date.now() + skewMs(), Buffer.from(settings.tokenKey, "base64"));
  const subscriptionId = random.fork("subscription").guid();
  const kubernetes = (options.kubernetes ?? createBuiltInBackend)({
    clock,
    random: random.fork("kubernetes"),
    log,
    tenantId: principal.tenantId,
    subscriptionId,
    faults,
    authority: { certPem: certificate.caPem, keyPem: certificate.caKeyPem },
    verifyToken: (token) => {
      const user = tokens.kubernetesUser(token);
      return user === undefined ? undefined : { ...user, isAdmin: user.username === principal.objectId };
    },
  });
  const endpointAt = (port: number) => `https://127.0.0.1:${port}`;
  // Known beforehand only where a state names the port.
  let endpoint = endpointAt(settings.port);
  const world: World = {
    clock,
    random,
    faults,
    durations: durationSource(options.durations, random),
    operations: new Operations(clock, random),
    subscriptionId,
    tenantId: principal.tenantId,
    servicePrincipal: principal,
    get endpoint() {
      return endpoint;
    },
    caPem: certificate.caPem,
    kubernetes,
    compute: new ComputeState({
      quotas: options.quotas,
      usedByOthers: options.usedByOthers,
      restrictions: options.restrictions ?? defaultRestrictions,
    }),
    roleAssignments: firstAssignments(random, subscriptionId, clock.now(), [
      { principal, options: { name: "", role: "Owner" } },
      ...others,
    ]),
    locks: new Map(),
    policies: new Set(options.policies),
    resourceGroups: new Map(),
    clusters: new Map(),
    snapshots: new Map(),
    features: byLowerCase(options.features ?? {}),
    providers: byLowerCase(options.providers ?? {}),
    log,
  };
  const gateway = new ArmGateway(world, tokens, new Throttling(clock, options.throttling ?? "documented"));
  const entra = {
    endpoint: () => endpoint,
    principals: [principal, ...others.map((other) => other.principal)],
    tokens,
    faults,
  };
  const page: PageParts = {
    world,
    speed: options.speed === "manual" ? undefined : (options.speed ?? 1),
    revision: () => `${counts.events}-${counts.writes}`,
    requestCount: () => counts.requests,
  };
  const control: ControlParts = {
    secret: principal.secret,
    clock,
    isManual: options.speed === "manual",
    faults,
    state: () => controlState(world, options.speed ?? 1),
  };
  if (saved !== undefined && hash !== undefined) {
    const path = stateFile ?? "";
    const serveArm = (request: HttpRequest) => gateway.handle(request);
    await replay({ path, clock, faults, tokens, kubernetes, events: hash, serveArm }, saved.entries);
  }
  // Only now: while it was down, simulated time stood still.
  const driver =
    options.speed === "manual" ? createManualDriver(clock) : createWallClockDriver(clock, options.speed ?? 1);
  let recorder: Recorder | undefined;
  const server = await startServer({
    certificate,
    port: settings.port,
    sync: () => {
      driver.sync();
      recorder?.mark();
    },
    skewMs,
    onDefect,
    areaOf: (path) =>
      isPagePath(path) ? "page" : isControlPath(path) ? "control" : isEntraPath(path) ? "entra" : "arm",
    serve: (area, request) => {
      if (area === "control") return handleControl(control, request);
      if (area === "page") return handlePage(page, request);
      const answer = () => (area === "entra" ? handleEntra(entra, request) : gateway.handle(request));
      return recorder === undefined ? answer() : recorder.serve(request, area === "entra", answer);
    },
    clusterOf: (token) => kubernetes.clusterOf?.(token),
    serveKubernetes: (uid, path, request, response) => {
      if (faults.take("api-server-unreachable", `/kubernetes/${uid}${path}`) !== undefined) {
        request.socket.destroy();
        return;
      }
      // A real cluster keeps its own state.
      if (kubernetes.external === undefined) recorder?.watchKubernetes(uid, path, request, response);
      kubernetes.handle(uid, path, request, response);
    },
    log: (entry) => {
      const { area } = entry;
      // Requests of the page, and those that steer the simulator, are no traffic.
      if (area === "page" || area === "control") return;
      const logged = { timeMs: clock.now(), ...entry, area };
      counts.requests += 1;
      if (entry.method !== "GET" && entry.method !== "HEAD") counts.writes += 1;
      append(requests, logged);
      options.onRequest?.(logged);
    },
  });
  endpoint = endpointAt(server.port);
  if (stateFile !== undefined && hash !== undefined) {
    const isManual = options.speed === "manual";
    const parts = { clock, faults, tokens, events: hash, isManual };
    try {
      recorder = openRecorder(stateFile, saved, { ...settings, port: server.port }, parts);
    } catch (error) {
      driver.stop();
      await server.close();
      throw error;
    }
  }

  const close = async () => {
    driver.sync();
    driver.stop();
    recorder?.close();
    kubernetes.close();
    await server.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: endpoint,
    port: server.port,
    seed: settings.seed,
    caPem: certificate.caPem,
    subscriptionId: world.subscriptionId,
    tenantId: principal.tenantId,
    clientId: principal.clientId,
    clientSecret: principal.secret,
    expiredClientSecret: principal.expiredSecret,
    clock,
    faults,
    compute: world.compute,
    principals: new Map(others.map((other) => [other.options.name, signInOf(other.principal)])),
    policies: {
      deny: (policy) => {
        world.policies.add(policy);
        return () => world.policies.delete(policy);
      },
    },
    advance: (ms) => {
      clock.advanceTo(clock.now() + ms);
      recorder?.mark();
    },
    requests,
    events,
    close: () => (closing ??= close()),
  };
}

function warn(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.emitWarning(`a defect of the local Azure, which goes on: ${text}`);
}

function durationSource(wanted: SimulatorOptions["durations"], random: Random): DurationSource {
  if (wanted === "none") return noDurations;
  return typeof wanted === "function" ? chosenDurations(wanted, random) : recordedDurations(random);
}

function byLowerCase(states: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries(states).map(([name, state]) => [name.toLowerCase(), state]));
}

function signInOf({ clientId, objectId, secret }: ServicePrincipal) {
  return { clientId, objectId, clientSecret: secret };
}

function append<Entry>(list: Entry[], entry: Entry): void {
  list.push(entry);
  if (list.length > 2 * keptEntries) list.splice(0, list.length - keptEntries);
}
