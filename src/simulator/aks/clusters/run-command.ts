import { bodyObject, nameOf, type ArmHandler } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { objectAt, textAt } from "../../json.js";
import { receiveBody } from "../contract/receive-body.js";
import { wrongPower } from "../start-operation.js";
import { findCluster } from "./find-cluster.js";
import { powerOf } from "../power-state.js";

/** As a container's shell says of a command that it does not find. */
const notFoundCode = 127;

/**
 * POST runCommand (recorded 2023-06): 202, empty, Location alone. The command itself is not run: nothing here is the image
 * with kubectl and helm that AKS starts for it. It ends as what a container of the local Azure cannot run: exit code 127
 * and a line that says so.
 */
export const runCommand: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  const text = textAt(receiveBody("runCommand", request.apiVersion, bodyObject(request)), "command");
  const access = objectAt(cluster.properties, "apiServerAccessProfile");
  // The property: contract; code and texts: ours.
  if (access["disableRunCommand"] === true)
    throw providerError(400, "BadRequest", "Run command is disabled for this cluster.");
  if (text === "") throw providerError(400, "InvalidParameter", "The value of parameter command is invalid.");
  if (!cluster.controlPlane || powerOf(cluster.properties) === "Stopped") throw wrongPower(cluster, "run command");
  const startedMs = world.clock.now();
  const random = world.random.fork(`command/${cluster.uid}/${cluster.commands.size}`);
  const id = random.guid().replaceAll("-", "");
  const endsMs = startedMs + world.durations("run-command", `${cluster.uid}/${id}`);
  cluster.commands.set(id, { startedMs, endsMs, text });
  return { status: 202, headers: { location: resultUrl(world.endpoint, request.http.path, id, request.apiVersion) } };
};

/** GET commandResults: 202 with its own Location while it runs, then 200 (recorded 2023-06). */
export const commandResult: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  const id = nameOf(request, "command").toLowerCase();
  const command = cluster.commands.get(id);
  // What AKS says to an id that it does not know was not recorded.
  if (command === undefined) throw providerError(404, "NotFound", `Could not find the command: ${id}`);
  const { startedMs, endsMs, text } = command;
  if (world.clock.now() < endsMs) {
    const location = resultUrl(world.endpoint, request.http.path, id, request.apiVersion);
    return { status: 202, headers: { location }, body: { id, properties: { provisioningState: "Running" } } };
  }
  const properties = {
    provisioningState: "Succeeded",
    exitCode: notFoundCode,
    startedAt: seconds(startedMs),
    finishedAt: seconds(endsMs),
    logs: `the local Azure does not run commands in clusters: ${text}\n`,
  };
  return { status: 200, body: { id, properties } };
};

/** The cluster's type is in lower case there (recorded). */
function resultUrl(endpoint: string, path: string, id: string, apiVersion: string): string {
  const cluster = path
    .replace(/\/(runCommand|commandResults\/.*)$/i, "")
    .replace(/\/managedClusters\//i, "/managedclusters/");
  return `${endpoint}${cluster}/commandResults/${id}?api-version=${apiVersion}`;
}

function seconds(timeMs: number): string {
  return `${new Date(timeMs).toISOString().slice(0, 19)}Z`;
}
