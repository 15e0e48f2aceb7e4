import { nameOf, type ArmHandler } from "../../arm/context.js";
import { renderPool } from "../render.js";
import { findPool, parentOf } from "./find-pool.js";

export const getPool: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  return { status: 200, body: renderPool(world.subscriptionId, cluster, pool, request) };
};

/** The nextLink came on some day between 2023-06-29 (recorded without) and 2024-02-05 (with). */
const nextLinkFromMs = Date.UTC(2023, 10, 1);

/** Recorded: all pools on one page, and a nextLink that leads to an empty one. */
export const listPools: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  if (request.http.query.get("$skipToken") !== undefined) return { status: 200, body: { value: [] } };
  const value = [...cluster.pools.values()].map((pool) => renderPool(world.subscriptionId, cluster, pool, request));
  if (world.clock.now() < nextLinkFromMs) return { status: 200, body: { value } };
  const token = 1_000_000 + Math.floor(world.random.fork(`skip/${cluster.uid}`).next() * 8_999_999);
  return {
    status: 200,
    body: {
      value,
      nextLink:
        `${world.endpoint}${request.http.path}?%24skipToken=${token}&api-version=${request.apiVersion}` +
        `&skipToken=${token}`,
    },
  };
};
