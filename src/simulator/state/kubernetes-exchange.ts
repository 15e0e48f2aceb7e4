import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { KubernetesBackend } from "../kubernetes/backend.js";
import type { RecordedRequest } from "./state-entry.js";

/** Calls `onAnswer` right before the head of the answer is sent, with the body as the server had read it by then. */
export function watchExchange(
  request: IncomingMessage,
  response: ServerResponse,
  onAnswer: (body: Buffer, status: number) => void,
): void {
  const chunks: Buffer[] = [];
  const read = request[Symbol.asyncIterator].bind(request);
  Object.defineProperty(request, Symbol.asyncIterator, {
    value: async function* () {
      for await (const chunk of read()) {
        chunks.push(Buffer.from(chunk as Uint8Array));
        yield chunk;
      }
    },
  });
  onHead(response, (status) => {
    onAnswer(Buffer.concat(chunks), status);
  });
}

/** Sends a request of before to a cluster's API, without a connection; resolves with the status of the answer. */
export function repeatExchange(
  backend: KubernetesBackend,
  { uid, method, url, headers, body, binary }: RecordedRequest & { readonly uid: string },
): Promise<number> {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  request.url = url;
  Object.assign(request.headers, headers);
  request.push(Buffer.from(body, binary === true ? "base64" : "utf8"));
  request.push(null);
  const response = new ServerResponse(request);
  return new Promise((resolve) => {
    onHead(response, resolve);
    backend.handle(uid, url, request, response);
  });
}

function onHead(response: ServerResponse, run: (status: number) => void): void {
  const original = response.writeHead.bind(response);
  let isDone = false;
  const writeHead = (...head: Parameters<typeof original>) => {
    if (!isDone) run(head[0]);
    isDone = true;
    return original(...head);
  };
  Object.defineProperty(response, "writeHead", { value: writeHead });
}
