import { ArmGateway } from "./arm/gateway.js";
import { Operations } from "./arm/operations.js";
import { chosenDurations, noDurations, recordedDurations, type DurationSource } from "./aks/durations.js";
import { Throttling } from "./arm/throttling.js";
import { handleControl, isControlPath, type ControlParts } from "./control/control.js";
import { controlState } from "./control/control-state.js";
import { createServerCertificate } from "./certificates.js";
import { EventQueue } from "./clock.js";
import { ComputeState } from "./compute/compute-state.js";
import { defaultRestrictions } from "./compute/default-restrictions.js";
import { handleEntra, isEntraPath } from "./entra/entra.js";
import type { ServicePrincipal } from "./entra/principals.js";
import { Tokens } from "./entra/tokens.js";
import { Faults } from "./faults/faults.js";
import { startServer } from "./http/server.js";
import { createBuiltInBackend } from "./kubernetes/built-in-backend.js";
import { handlePage, isPagePath, type PageParts } from "./page/page.js";
import { createRandom, type Random } from "./random.js";
import type { LoggedRequest, Simulator, SimulatorEvent, SimulatorOptions } from "./simulator.js";
import { createManualDriver, createWallClockDriver } from "./wall-clock-driver.js";
import type { World } from "./world.js";

/** Only the newest requests and events are kept once there are more than this. */
const keptEntries = 100_000;

/** Starts a local Azure; it answers when the promise resolves. */
export async function createSimulator(options: SimulatorOptions): Promise<Simulator> {
  const wallMs = Date.now();
  const clock = new EventQueue(options.startMs ?? wallMs);
  const random = createRandom(options.seed ?? "1");
  const requests: LoggedRequest[] = [];
  const events: SimulatorEvent[] = [];
  const counts = { events: 0, requests: 0, writes: 0 };
  const log = (text: string) => {
    counts.events += 1;
    append(events, { timeMs: clock.now(), text });
  };
  const faults = new Faults(clock, log);
  const skewMs = () => {
    const skew = faults.inForce("clock-skew");
    return skew === undefined ? 0 : (skew.skewMs ?? 600_000);
  };
  const certificate = await createServerCertificate(wallMs);
  const principal = servicePrincipal(random);
  const tokens = new Tokens(() => Date.now() + skewMs());
  const subscriptionId = random.fork("subscription").guid();
  const kubernetes = (options.kubernetes ?? createBuiltInBackend)({
    clock,
    random: random.fork("kubernetes"),
    log,
    tenantId: principal.tenantId,
    subscriptionId,
    faults,
    verifyToken: (token) => tokens.kubernetesUser(token),
  });
  const driver =
    options.speed === "manual" ? createManualDriver(clock) : createWallClockDriver(clock, options.speed ?? 1);

  let endpoint = "";
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
    resourceGroups: new Map(),
    clusters: new Map(),
    features: new Map(Object.entries(options.features ?? {}).map(([name, state]) => [name.toLowerCase(), state])),
    providers: new Map(Object.entries(options.providers ?? {}).map(([name, state]) => [name.toLowerCase(), state])),
    log,
  };
  const gateway = new ArmGateway(world, tokens, new Throttling(clock, options.throttling ?? "documented"));
  const entra = { endpoint: () => endpoint, principal, tokens, faults };
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
  const server = await startServer({
    certificate,
    port: options.port ?? 0,
    sync: () => {
      driver.sync();
    },
    skewMs,
    areaOf: (path) =>
      isPagePath(path) ? "page" : isControlPath(path) ? "control" : isEntraPath(path) ? "entra" : "arm",
    serve: (area, request) => {
      if (area === "control") return handleControl(control, request);
      if (area === "page") return handlePage(page, request);
      return area === "entra" ? handleEntra(entra, request) : gateway.handle(request);
    },
    serveKubernetes: (uid, path, request, response) => {
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
  endpoint = `https://127.0.0.1:${server.port}`;

  return {
    url: endpoint,
    port: server.port,
    caPem: certificate.caPem,
    subscriptionId: world.subscriptionId,
    tenantId: principal.tenantId,
    clientId: principal.clientId,
    clientSecret: principal.secret,
    expiredClientSecret: principal.expiredSecret,
    clock,
    faults,
    compute: world.compute,
    advance: (ms) => {
      clock.advanceTo(clock.now() + ms);
    },
    requests,
    events,
    close: async () => {
      driver.stop();
      kubernetes.close();
      await server.close();
    },
  };
}

function durationSource(wanted: SimulatorOptions["durations"], random: Random): DurationSource {
  if (wanted === "none") return noDurations;
  return typeof wanted === "function" ? chosenDurations(wanted, random) : recordedDurations(random);
}

function servicePrincipal(random: Random): ServicePrincipal {
  return {
    tenantId: random.fork("tenant").guid(),
    clientId: random.fork("client").guid(),
    objectId: random.fork("object").guid(),
    secret: `local-${random.fork("secret").word(34)}`,
    expiredSecret: `expired-${random.fork("expired-secret").word(32)}`,
  };
}

function append<Entry>(list: Entry[], entry: Entry): void {
  list.push(entry);
  if (list.length > 2 * keptEntries) list.splice(0, list.length - keptEntries);
}
