import { usageError } from "../errors.js";
import { bypassesProxy } from "./no-proxy.js";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * The proxy to use for a URL by `HTTPS_PROXY` (`HTTP_PROXY` for http), else `ALL_PROXY`, and `NO_PROXY`; each name also
 * in lower case. Undefined = straight. Decides alike for Azure Resource Manager, Entra ID and Kubernetes.
 * Throws a usage error `InvalidProxy` for a value that is no http or https URL.
 */
export function proxyFor(url: URL, env: Env): URL | undefined {
  const scheme = url.protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  const found = firstSet(env, [scheme, scheme.toLowerCase(), "ALL_PROXY", "all_proxy"]);
  if (found === undefined || bypassesProxy(url, firstSet(env, ["NO_PROXY", "no_proxy"])?.value)) return undefined;
  return parseProxyUrl(found.value, found.name);
}

/** A proxy's URL; without a scheme it means http. `source` names where it came from in the error. */
export function parseProxyUrl(value: string, source: string): URL {
  const hint = `Set ${source} to the URL of an HTTP proxy, e.g. http://proxy.example.com:3128`;
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`);
  } catch {
    throw usageError("InvalidProxy", `${source} is not a URL: ${withoutPassword(value)}`, hint);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw usageError(
      "InvalidProxy",
      `${source} has a scheme that is not supported: ${url.protocol}//${url.host}`,
      hint,
    );
  }
  return url;
}

function firstSet(env: Env, names: readonly string[]): { name: string; value: string } | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== "") return { name, value };
  }
  return undefined;
}

function withoutPassword(value: string): string {
  return value.replace(/^(.*:\/\/)?.*@/, "$1***@");
}
