import { connect, type TLSSocket } from "node:tls";
import { request, type Agent } from "node:https";
import type { Simulator } from "../../../src/simulator/simulator.js";

export interface FuzzRequest {
  readonly method: string;
  /** Path and query; any printable ASCII. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** How long the simulator may think. A request without an answer by then has hung. */
const answerLimitMs = 20_000;

/** Status of the answer; 0 when the connection was closed without one. Streams are left after their headers. */
export function sendFuzz(
  simulator: Simulator,
  agent: Agent,
  sent: FuzzRequest,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { port, caPem } = simulator;
    const { method, path, body } = sent;
    // Node sends the body of a DELETE without its length.
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const headers = { ...sent.headers, ...length };
    const outgoing = request({ port, host: "127.0.0.1", ca: caPem, agent, method, path, headers }, (response) => {
      const status = response.statusCode ?? 0;
      const isStream = response.headers["content-length"] === undefined && status === 200;
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("error", () => {
        resolve({ status, text });
      });
      response.on("end", () => {
        resolve({ status, text });
      });
      if (isStream) {
        setTimeout(() => response.destroy(), 5).unref();
        response.on("close", () => {
          resolve({ status, text });
        });
      }
    });
    outgoing.setTimeout(answerLimitMs, () => {
      reject(new Error(`no answer in ${answerLimitMs} ms to ${describe(sent)}`));
      outgoing.destroy();
    });
    outgoing.on("upgrade", (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, text: "" });
    });
    outgoing.on("error", (error) => {
      resolve({ status: 0, text: error.message });
    });
    outgoing.end(body);
  });
}

/** Sends bytes as they are, over a connection of their own; answers with the status line, or "" when it was just closed. */
export function sendBytes(simulator: Simulator, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket: TLSSocket = connect({ port: simulator.port, host: "127.0.0.1", ca: simulator.caPem }, () => {
      socket.end(bytes, "latin1");
    });
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => (text += chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => {
      resolve(text.slice(0, text.indexOf("\r\n") + 1).trim());
    });
  });
}

export function describe({ method, path, headers, body }: FuzzRequest): string {
  const shown = Object.entries(headers).map(([name, value]) => `${name}: ${value.slice(0, 200)}`);
  return [`${method} ${path.slice(0, 600)}`, ...shown, "", (body ?? "").slice(0, 3_000)].join("\n");
}
