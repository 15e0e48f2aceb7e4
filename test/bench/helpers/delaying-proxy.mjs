// Stands in front of a local Azure, and lets each request wait before it goes on: the way to a distant service.
import { createServer, request as send } from "node:https";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** Answers with `url`, the certificate to trust, and `close`. */
export async function startDelayingProxy(root, { url, caPem }, delayMs) {
  const { loopbackCertificate } = await import(pathToFileURL(join(root, "build/test/helpers/tls.js")).href);
  const { certPem, keyPem } = loopbackCertificate();
  let own = "";
  const server = createServer({ cert: certPem, key: keyPem }, async (incoming, outgoing) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    // Tokens are asked for the address that was set, and the service names its own.
    const body = Buffer.concat(chunks).toString().replace(encodeURIComponent(own), encodeURIComponent(url));
    const headers = { ...incoming.headers, "content-length": Buffer.byteLength(body) };
    delete headers.host;
    await setTimeout(delayMs);
    const onward = send(`${url}${incoming.url}`, { method: incoming.method, headers, ca: caPem }, async (answer) => {
      const parts = [];
      for await (const part of answer) parts.push(part);
      const text = Buffer.concat(parts).toString().replaceAll(url, own);
      outgoing.writeHead(answer.statusCode, { ...answer.headers, "content-length": Buffer.byteLength(text) }).end(text);
    });
    onward.on("error", () => outgoing.destroy());
    onward.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  own = `https://127.0.0.1:${server.address().port}`;
  return {
    url: own,
    certPem,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
