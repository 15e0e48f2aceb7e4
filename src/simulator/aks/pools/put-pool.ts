import { bodyObject, nameOf, type ArmHandler } from "../../arm/context.js";
import { headerOf } from "../../http/exchange.js";
import { objectAt } from "../../json.js";
import { checkModelledPool } from "../contract/check-modelled.js";
import { receiveBody } from "../contract/receive-body.js";
import { checkPreconditions } from "../start-operation.js";
import { createPool } from "./create-pool.js";
import { parentOf } from "./find-pool.js";
import { planPool } from "./plan-pool.js";
import { updatePool } from "./update-pool.js";

export const putPool: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "write");
  const asked = nameOf(request, "pool");
  const name = asked.toLowerCase();
  const existing = cluster.pools.get(name);
  checkPreconditions(
    headerOf(request.http, "if-match"),
    headerOf(request.http, "if-none-match"),
    existing !== undefined,
    existing?.eTag,
  );
  const sent = objectAt(receiveBody("pool", request.apiVersion, bodyObject(request)), "properties");
  checkModelledPool(sent);
  // A name in capitals finds a pool; it makes none (the contract's pattern is of small letters).
  const after = planPool(world, request, cluster, existing === undefined ? asked : name, sent, existing);
  return existing === undefined
    ? createPool(world, request, cluster, name, after)
    : updatePool(world, request, cluster, existing, after);
};
