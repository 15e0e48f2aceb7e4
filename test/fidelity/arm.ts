import { Agent, request } from "node:https";
import type { Simulator } from "../../src/simulator/simulator.js";
import type { Json, Reply } from "./recording.js";

/** Sends one request to the simulator as a signed-in client; `path` with its query. */
export interface Arm {
  send(method: string, path: string, headers: Readonly<Record<string, string>>, body: Json | undefined): Promise<Reply>;
  /** A new token: they end after an hour, and recordings may be longer. */
  signIn(): Promise<void>;
  close(): void;
}

export function connectArm(simulator: Simulator): Arm {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: simulator.caPem });
  let authorization = "";
  const exchange = (method: string, path: string, headers: Readonly<Record<string, string>>, text: string) =>
    new Promise<Reply>((resolve, reject) => {
      const outgoing = request(`${simulator.url}${path}`, { method, agent, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("error", reject);
        incoming.on("end", () => {
          const received = Buffer.concat(chunks).toString();
          resolve({
            status: incoming.statusCode ?? 0,
            headers: Object.fromEntries(Object.entries(incoming.headers).map(([key, value]) => [key, String(value)])),
            body: received === "" ? undefined : (JSON.parse(received) as Json),
          });
        });
      });
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  return {
    async signIn() {
      const form = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: simulator.clientId,
        client_secret: simulator.clientSecret,
        scope: "https://management.azure.com/.default",
      }).toString();
      const type = { "content-type": "application/x-www-form-urlencoded" };
      const reply = await exchange("POST", `/${simulator.tenantId}/oauth2/v2.0/token`, type, form);
      const { access_token: token } = reply.body as { readonly access_token: string };
      authorization = `Bearer ${token}`;
    },
    send: (method, path, headers, body) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      return exchange(method, path, { "content-type": "application/json", ...headers, authorization }, text);
    },
    close: () => {
      agent.destroy();
    },
  };
}
