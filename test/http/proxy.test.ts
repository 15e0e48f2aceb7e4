import assert from "node:assert/strict";
import { test } from "node:test";
import { proxyFor } from "../../src/http/proxy.js";

test("NO_PROXY follows the rules of Go's programs, and loopback is never proxied", () => {
  const rows = [
    ["https://a.example.com", "", true],
    ["https://a.example.com", "example.com", false],
    ["https://example.com", ".example.com", true],
    ["https://a.example.com", "*.example.com", false],
    ["https://badexample.com", "example.com", true],
    ["https://a.example.com", "example.com:8443", true],
    ["https://10.1.2.3", "10.0.0.0/8", false],
    ["https://10.1.2.3", "192.168.0.0/16, 10.1.2.3", false],
    ["https://a.example.com", "*", false],
    ["https://127.9.9.9", "", false],
    ["https://[::1]:6443", "", false],
    ["https://localhost:1", "", false],
    ["https://169.254.169.254", "", false],
  ] as const;
  for (const [url, noProxy, proxied] of rows) {
    const proxy = proxyFor(new URL(url), { https_proxy: "proxy.test:3128", NO_PROXY: noProxy });
    assert.equal(proxy?.href, proxied ? "http://proxy.test:3128/" : undefined, `${url} with NO_PROXY=${noProxy}`);
  }
});

test("a proxy that is no HTTP proxy is refused without showing its password", () => {
  const url = new URL("https://a.example.com");
  assert.throws(
    () => proxyFor(url, { ALL_PROXY: "socks5://u:pass@h:1" }),
    (error: Error) => {
      assert.match(error.message, /socks5/);
      assert.doesNotMatch(error.message, /pass/);
      return true;
    },
  );
});
