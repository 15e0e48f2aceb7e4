// A bare HTTP/1.1 client over TLS: it costs the machine less than Node's own, so that the load takes less from what it
// loads. One request at a time on each connection, keep-alive.
import { connect } from "node:tls";

/** Opens a connection; `send` answers with status, the wall time it took in ms, headers (as text) and body. */
export async function openConnection({ port, caPem }) {
  const socket = connect({ port, host: "127.0.0.1", ca: caPem, noDelay: true });
  await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
  let received = Buffer.alloc(0);
  let waiting;
  socket.on("data", (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = received.toString("latin1", 0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const body = received.toString("utf8", end + 4, end + 4 + length);
    received = received.subarray(end + 4 + length);
    const { resolve, startedMs } = waiting;
    resolve({ status: Number(head.slice(9, 12)), ms: performance.now() - startedMs, head, body });
  });
  const failed = (error) => waiting?.reject(error ?? new Error("the connection was closed"));
  socket.on("error", failed).on("close", () => failed());
  return {
    send(method, path, token, body) {
      const text = body === undefined ? "" : JSON.stringify(body);
      const lines = [
        `${method} ${path} HTTP/1.1`,
        "Host: 127.0.0.1",
        `Authorization: Bearer ${token}`,
        ...(text === "" ? [] : ["Content-Type: application/json", `Content-Length: ${Buffer.byteLength(text)}`]),
      ];
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject, startedMs: performance.now() };
        socket.write(`${lines.join("\r\n")}\r\n\r\n${text}`);
      });
    },
    close: () => socket.destroy(),
  };
}

/** A token by client credentials. */
export async function signIn(service) {
  const fields = {
    grant_type: "client_credentials",
    client_id: service.clientId,
    client_secret: service.clientSecret,
    scope: "https://management.azure.com/.default",
  };
  const form = Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");
  const { port, caPem } = service;
  const socket = connect({ port, host: "127.0.0.1", ca: caPem });
  socket.write(
    `POST /${service.tenantId}/oauth2/v2.0/token HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
  );
  let text = "";
  for await (const chunk of socket) text += chunk;
  return JSON.parse(text.slice(text.indexOf("\r\n\r\n"))).access_token;
}
