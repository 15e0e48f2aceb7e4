import { BlockList, isIP } from "node:net";

/**
 * Whether a host is reached without a proxy, by the rules that Go programs such as `kubectl` follow
 * (golang.org/x/net/http/httpproxy): `*` is everything; `example.com` is that name and all names below it;
 * `.example.com` and `*.example.com` are only the names below it; an IP address; a CIDR range; each with an optional
 * `:port`. Loopback addresses and the metadata address of Azure's virtual machines are never proxied.
 */
export function bypassesProxy(url: URL, noProxy: string | undefined): boolean {
  const host = bareHost(url.hostname);
  if (isLoopback(host) || host === instanceMetadataAddress) return true;
  const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
  return (noProxy ?? "")
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "")
    .some((entry) => matches(entry, host, port));
}

/** 127.0.0.0/8, ::1 and `localhost` with the names below it. */
export function isLoopback(hostname: string): boolean {
  const host = bareHost(hostname);
  if (host === "localhost" || host.endsWith(".localhost") || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

/** Managed identities ask here; the documentation of the service says that it does not work through a proxy. */
const instanceMetadataAddress = "169.254.169.254";

function bareHost(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  if (entry.includes("/")) return inRange(entry, host);
  const { name, port: wantedPort } = splitPort(entry);
  if (wantedPort !== undefined && wantedPort !== port) return false;
  if (isIP(name) !== 0) return name === host;
  if (name.startsWith("*.")) return host.endsWith(name.slice(1));
  if (name.startsWith(".")) return host.endsWith(name);
  return host === name || host.endsWith(`.${name}`);
}

function splitPort(entry: string): { name: string; port: string | undefined } {
  if (isIP(bareHost(entry)) !== 0) return { name: bareHost(entry), port: undefined };
  const found = /^(.*):(\d+)$/.exec(entry);
  return { name: bareHost(found?.[1] ?? entry), port: found?.[2] };
}

function inRange(cidr: string, host: string): boolean {
  const family = isIP(host);
  const [address = "", bits = ""] = cidr.split("/");
  if (family === 0 || isIP(address) !== family || !/^\d{1,3}$/.test(bits)) return false;
  const width = Number(bits);
  if (width > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? "ipv4" : "ipv6";
  list.addSubnet(address, width, kind);
  return list.check(host, kind);
}
