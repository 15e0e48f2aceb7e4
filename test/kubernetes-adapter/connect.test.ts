import assert from "node:assert/strict";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import { describe, it, type TestContext } from "node:test";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { stringify } from "yaml";
import { connectKubernetes } from "../../src/kubernetes/connect.js";
import { fakeClock } from "../helpers/context.js";

const signal = new AbortController().signal;

interface Exchange {
  /** `METHOD /path?query` */
  readonly request: string;
  readonly body?: object;
  readonly answer: (response: ServerResponse, request: IncomingMessage) => void;
}

const json = (status: number, body: object) => (response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
/** Events of a watch, after which the server ends it. */
const events =
  (...list: readonly object[]) =>
  (response: ServerResponse) => {
    response.writeHead(200).end(list.map((event) => `${JSON.stringify(event)}\n`).join(""));
  };

const node = (name: string, resourceVersion: string, status = "True") => ({
  metadata: { name, uid: `uid-${name}`, resourceVersion, labels: { pool: "sandbox" } },
  spec: { taints: [{ key: "aks-sandbox/runtime", value: "pod-sandboxing", effect: "NoSchedule" }] },
  status: {
    conditions: [{ type: "Ready", status, reason: "KubeletNotReady", message: "starting" }],
    runtimeHandlers: [{ name: "" }, { name: "kata" }],
    nodeInfo: {
      bootID: "b",
      kernelVersion: "k",
      kubeletVersion: "v1.33.5",
      containerRuntimeVersion: "c",
      osImage: "o",
    },
  },
});
const nodeList = (resourceVersion: string, items: readonly object[], next?: string) =>
  json(200, { metadata: { resourceVersion, ...(next === undefined ? {} : { continue: next }) }, items });

const watchPath = (version: string) =>
  `GET /api/v1/nodes?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`;

/** An API server that expects exactly these requests, in this order, each with our token and user agent. */
async function scripted(t: TestContext, exchanges: readonly Exchange[]) {
  const tls = await certificate();
  const left = [...exchanges];
  const server = createServer(tls, (request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      const next = left.shift();
      try {
        assert.equal(`${request.method ?? ""} ${request.url ?? ""}`, next?.request);
        assert.equal(request.headers.authorization, "Bearer the-token");
        assert.match(request.headers["user-agent"] ?? "", /^aks-sandbox\/\d/);
        assert.deepEqual(text === "" ? undefined : JSON.parse(text), next?.body);
      } catch (error) {
        unexpected.push(error);
        response.writeHead(500).end("unexpected");
        return;
      }
      next?.answer(response, request);
    });
  });
  const unexpected: unknown[] = [];
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    assert.deepEqual(unexpected, []);
    assert.deepEqual(left, [], "requests that never came");
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const clock = fakeClock();
  const connect = (options: { ca?: string; env?: Record<string, string> } = {}) =>
    connectKubernetes(
      {
        kubeconfig: kubeconfig(`https://127.0.0.1:${port}`, options.ca ?? tls.cert, { token: "the-token" }),
        contextName: undefined,
        token: undefined,
      },
      { env: options.env ?? {}, clock },
    );
  return { connect, clock, url: `https://127.0.0.1:${port}` };
}

function kubeconfig(server: string, ca: string | undefined, user: object): string {
  const trust = ca === undefined ? {} : { "certificate-authority-data": Buffer.from(ca).toString("base64") };
  return stringify({
    clusters: [{ name: "c", cluster: { server, ...trust } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
    "current-context": "x",
  });
}

async function certificate(): Promise<{ readonly cert: string; readonly key: string }> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=test",
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]),
      new x509.BasicConstraintsExtension(true, undefined, true),
    ],
  });
  const key = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return { cert: made.toString("pem"), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
}

describe("lists", () => {
  it("come in pages, and start anew when a page expired", async (t) => {
    const { connect } = await scripted(t, [
      {
        request: "GET /api/v1/nodes?limit=500&labelSelector=pool%3Dsandbox",
        answer: nodeList("5", [node("a", "1")], "next"),
      },
      {
        request: "GET /api/v1/nodes?limit=500&continue=next&labelSelector=pool%3Dsandbox",
        answer: json(410, { message: "expired" }),
      },
      {
        request: "GET /api/v1/nodes?limit=500&labelSelector=pool%3Dsandbox",
        answer: nodeList("6", [node("a", "1")], "n"),
      },
      {
        request: "GET /api/v1/nodes?limit=500&continue=n&labelSelector=pool%3Dsandbox",
        answer: nodeList("6", [node("b", "2", "False")]),
      },
    ]);
    const nodes = await (await connect()).nodes.list("pool=sandbox", signal);
    assert.deepEqual(
      nodes.map(({ name, ready, notReadyReason, runtimeHandlers }) => ({
        name,
        ready,
        notReadyReason,
        runtimeHandlers,
      })),
      [
        { name: "a", ready: true, notReadyReason: undefined, runtimeHandlers: ["", "kata"] },
        { name: "b", ready: false, notReadyReason: "KubeletNotReady: starting", runtimeHandlers: ["", "kata"] },
      ],
    );
  });
});

describe("a watch", () => {
  it("goes on where it ended, starts anew after 410, and ends when satisfied", async (t) => {
    const { connect, clock } = await scripted(t, [
      { request: "GET /api/v1/nodes?limit=500", answer: nodeList("5", [node("a", "5", "False")]) },
      { request: watchPath("5"), answer: events({ type: "BOOKMARK", object: { metadata: { resourceVersion: "7" } } }) },
      { request: watchPath("7"), answer: (response) => response.destroy() },
      { request: watchPath("7"), answer: events({ type: "ERROR", object: { code: 410, message: "too old" } }) },
      { request: "GET /api/v1/nodes?limit=500", answer: nodeList("9", [node("a", "5", "False"), node("b", "8")]) },
      { request: watchPath("9"), answer: json(503, { message: "starting" }) },
      {
        request: watchPath("9"),
        answer: events({ type: "DELETED", object: node("b", "10") }, { type: "MODIFIED", object: node("a", "11") }),
      },
    ]);
    const seen: string[] = [];
    await (
      await connect()
    ).nodes.watch(
      undefined,
      (nodes) => {
        seen.push(nodes.map(({ name, ready }) => `${name}${ready ? "+" : "-"}`).join(" "));
        return nodes.length === 1 && nodes[0]?.ready === true;
      },
      signal,
    );
    assert.deepEqual(seen, ["a-", "a- b+", "a-", "a+"]);
    assert.deepEqual(clock.sleeps, [250, 500, 1000]);
  });

  it("ends at once when it is told to", async (t) => {
    const stop = new AbortController();
    const { connect } = await scripted(t, [
      { request: "GET /api/v1/nodes?limit=500", answer: nodeList("5", []) },
      {
        request: watchPath("5"),
        answer: (response) => {
          response.writeHead(200).flushHeaders();
          stop.abort(new Error("stopped"));
        },
      },
    ]);
    await assert.rejects(
      (await connect()).nodes.watch(undefined, () => false, stop.signal),
      /^Error: stopped$/,
    );
  });

  it("does not go on without permission", async (t) => {
    const { connect } = await scripted(t, [
      { request: "GET /api/v1/nodes?limit=500", answer: nodeList("5", []) },
      { request: watchPath("5"), answer: json(403, { message: 'User "x" cannot watch nodes' }) },
    ]);
    await assert.rejects(
      (await connect()).nodes.watch(undefined, () => false, signal),
      {
        code: "KubernetesForbidden",
        exitCode: 4,
        hint: "ask for a role that may; what you may is shown by: kubectl auth can-i watch nodes",
      },
    );
  });
});

describe("RuntimeClasses", () => {
  const path = "/apis/node.k8s.io/v1/runtimeclasses/aks-sandbox";
  const manifest = {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: { name: "aks-sandbox" },
    handler: "kata",
  };

  it("are applied server-side under our name", async (t) => {
    const { connect } = await scripted(t, [
      { request: `PATCH ${path}?fieldManager=aks-sandbox`, body: manifest, answer: json(503, { message: "wait" }) },
      {
        request: `PATCH ${path}?fieldManager=aks-sandbox`,
        body: manifest,
        answer: (response, request) => {
          assert.equal(request.headers["content-type"], "application/apply-patch+yaml");
          json(201, {
            ...manifest,
            metadata: { name: "aks-sandbox", uid: "u", managedFields: [{ manager: "aks-sandbox" }] },
          })(response);
        },
      },
    ]);
    const { name, uid, handler, fieldManagers } = await (
      await connect()
    ).runtimeClasses.apply(manifest, { force: false }, signal);
    assert.deepEqual(
      { name, uid, handler, fieldManagers },
      {
        name: "aks-sandbox",
        uid: "u",
        handler: "kata",
        fieldManagers: ["aks-sandbox"],
      },
    );
  });

  it("name the managers and fields of a conflict", async (t) => {
    const causes = [
      {
        reason: "FieldManagerConflict",
        message: 'conflict with "kubectl" using node.k8s.io/v1',
        field: ".overhead.podFixed.memory",
      },
    ];
    const { connect } = await scripted(t, [
      {
        request: `PATCH ${path}?fieldManager=aks-sandbox`,
        body: manifest,
        answer: json(409, { reason: "Conflict", message: "Apply failed with 1 conflict", details: { causes } }),
      },
    ]);
    await assert.rejects((await connect()).runtimeClasses.apply(manifest, { force: false }, signal), {
      code: "ApplyConflict",
      message:
        'patch runtimeclasses.node.k8s.io aks-sandbox: other field managers own what would change: .overhead.podFixed.memory (conflict with "kubectl" using node.k8s.io/v1)',
      hint: "let them go first, or take the fields over with --force-conflicts",
      exitCode: 7,
    });
  });

  it("are deleted by uid, and may be gone already", async (t) => {
    const body = { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid: "u" } };
    const { connect } = await scripted(t, [
      { request: `DELETE ${path}`, body, answer: json(200, {}) },
      { request: `DELETE ${path}`, body, answer: json(404, {}) },
      { request: `DELETE ${path}`, body, answer: json(409, { message: "the UID in the precondition does not match" }) },
      { request: `GET ${path}`, answer: json(404, {}) },
    ]);
    const { runtimeClasses } = await connect();
    assert.equal(await runtimeClasses.delete("aks-sandbox", "u", signal), true);
    assert.equal(await runtimeClasses.delete("aks-sandbox", "u", signal), false);
    await assert.rejects(runtimeClasses.delete("aks-sandbox", "u", signal), {
      code: "KubernetesConflict",
      exitCode: 7,
    });
    assert.equal(await runtimeClasses.get("aks-sandbox", signal), undefined);
  });
});

describe("pods", () => {
  it("are made, watched by their labels, read and removed", async (t) => {
    const pod = (phase: string, more: object = {}) => ({
      metadata: {
        name: "p",
        namespace: "n",
        uid: "u",
        resourceVersion: "3",
        labels: { run: "1" },
        creationTimestamp: "2026-08-01T10:00:00Z",
      },
      spec: { nodeName: "a", runtimeClassName: "rc" },
      status: { phase, ...more },
    });
    const terminated = { reason: "OOMKilled", finishedAt: "2026-08-01T10:00:07Z" };
    const { connect } = await scripted(t, [
      {
        request: "POST /api/v1/namespaces/n/pods?fieldManager=aks-sandbox",
        body: { metadata: { name: "p" } },
        answer: json(201, pod("Pending")),
      },
      {
        request: "GET /api/v1/namespaces/n/pods?limit=500&labelSelector=run%3D1",
        answer: json(200, { metadata: { resourceVersion: "2" }, items: [pod("Pending")] }),
      },
      {
        request:
          "GET /api/v1/namespaces/n/pods?watch=true&allowWatchBookmarks=true&resourceVersion=2&labelSelector=run%3D1",
        answer: events({
          type: "MODIFIED",
          object: pod("Failed", { containerStatuses: [{ imageID: "img@sha256:1", state: { terminated } }] }),
        }),
      },
      {
        request: "GET /api/v1/namespaces/n/pods/p/log?container=kernel",
        answer: (response) => response.end("6.6\nboot\n"),
      },
      { request: "DELETE /api/v1/namespaces/n/pods/p", answer: json(200, {}) },
      { request: "DELETE /api/v1/namespaces/n/pods?labelSelector=run%3D1", answer: json(200, {}) },
    ]);
    const { pods } = await connect();
    assert.equal((await pods.create("n", { metadata: { name: "p" } }, signal)).phase, "Pending");
    let seen: unknown;
    await pods.watchAll(
      "n",
      "run=1",
      ([first]) => {
        seen = first;
        return first?.phase === "Failed";
      },
      signal,
    );
    assert.deepEqual(seen, {
      name: "p",
      uid: "u",
      labels: { run: "1" },
      nodeName: "a",
      phase: "Failed",
      runtimeClassName: "rc",
      reason: "OOMKilled",
      createdMs: Date.parse("2026-08-01T10:00:00Z"),
      finishedMs: Date.parse("2026-08-01T10:00:07Z"),
      imageId: "img@sha256:1",
    });
    assert.equal(await pods.log("n", "p", "kernel", signal), "6.6\nboot\n");
    assert.equal(await pods.delete("n", "p", signal), true);
    await pods.deleteAll("n", "run=1", signal);
  });

  it("tell by events why they do not start", async (t) => {
    const event = { type: "Warning", reason: "FailedScheduling", message: "no", involvedObject: { uid: "u" } };
    const { connect } = await scripted(t, [
      {
        request: "GET /api/v1/namespaces/n/events?limit=500&fieldSelector=involvedObject.kind%3DPod",
        answer: json(200, { metadata: { resourceVersion: "2" }, items: [event] }),
      },
    ]);
    let seen: unknown;
    await (
      await connect()
    ).events.watchPods(
      "n",
      (present) => {
        seen = present;
        return true;
      },
      signal,
    );
    assert.deepEqual(seen, [{ podUid: "u", type: "Warning", reason: "FailedScheduling", message: "no" }]);
  });

  it("are not made twice when the answer is lost", async (t) => {
    const { connect } = await scripted(t, [
      {
        request: "POST /api/v1/namespaces/n/pods?fieldManager=aks-sandbox",
        body: {},
        answer: (response) => response.destroy(),
      },
    ]);
    await assert.rejects((await connect()).pods.create("n", {}, signal), { code: "ConnectionLost" });
  });
});

describe("a server that cannot be used", () => {
  const table = [
    { status: 401, code: "KubernetesUnauthorized", exitCode: 4, hint: /az login/ },
    { status: 403, code: "KubernetesForbidden", exitCode: 4, hint: /kubectl auth can-i list nodes/ },
  ];
  for (const { status, ...expected } of table) {
    it(`answers ${status}, and the token is not shown`, async (t) => {
      const { connect } = await scripted(t, [
        { request: "GET /api/v1/nodes?limit=500", answer: json(status, { message: "no" }) },
      ]);
      await assert.rejects((await connect()).nodes.list(undefined, signal), (error: Error) => {
        assert.ok(!`${JSON.stringify(error)} ${error.message}`.includes("the-token"));
        return true;
      });
      const again = await scripted(t, [
        { request: "GET /api/v1/nodes?limit=500", answer: json(status, { message: "no" }) },
      ]);
      await assert.rejects((await again.connect()).nodes.list(undefined, signal), expected);
    });
  }

  it("shows a certificate of another authority", async (t) => {
    const { connect } = await scripted(t, []);
    const other = await certificate();
    await assert.rejects((await connect({ ca: other.cert })).nodes.list(undefined, signal), {
      code: "UntrustedCertificate",
      hint: /NODE_EXTRA_CA_CERTS/,
    });
  });

  it("is not there, after four tries through the clock", async () => {
    const port = await freePort();
    const clock = fakeClock();
    const target = {
      kubeconfig: kubeconfig(`https://127.0.0.1:${port}`, undefined, {}),
      contextName: undefined,
      token: undefined,
    };
    const connection = await connectKubernetes(target, { env: {}, clock });
    await assert.rejects(connection.nodes.list(undefined, signal), { code: "ConnectionLost", exitCode: 1 });
    assert.deepEqual(clock.sleeps, [500, 1000, 2000]);
  });

  it("is not named by the context", async () => {
    const target = { kubeconfig: kubeconfig("https://x", undefined, {}), contextName: "nope", token: undefined };
    await assert.rejects(connectKubernetes(target, { env: {}, clock: fakeClock() }), {
      code: "KubeContextNotFound",
      exitCode: 2,
      hint: "choose one of its contexts: x",
    });
  });
});

describe("credentials", () => {
  const ask = async (t: TestContext, user: object, token?: () => Promise<string>) => {
    const seen: (string | undefined)[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"gitVersion":"v1.33.5"}');
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
    const text = kubeconfig(url, undefined, user).replace("server:", "insecure-skip-tls-verify: true\n      server:");
    const connection = await connectKubernetes(
      { kubeconfig: text, contextName: "x", token },
      { env: {}, clock: fakeClock() },
    );
    assert.equal(await connection.serverVersion(signal), "1.33.5");
    return seen;
  };
  const plugin = { apiVersion: "client.authentication.k8s.io/v1beta1", command: process.execPath };

  it("are the kubeconfig's token or name, our own token before anything else, or a plugin's", async (t) => {
    const credential = JSON.stringify({
      status: { token: "from-plugin", expirationTimestamp: "2099-01-01T00:00:00Z" },
    });
    const exec = { ...plugin, args: ["-e", `process.stdout.write(${JSON.stringify(credential)})`] };
    assert.deepEqual(await ask(t, { token: "a" }), ["Bearer a"]);
    assert.deepEqual(await ask(t, { username: "n", password: "p" }), ["Basic bjpw"]);
    assert.deepEqual(await ask(t, { exec: { command: "not-there" } }, () => Promise.resolve("ours")), ["Bearer ours"]);
    assert.deepEqual(await ask(t, { exec }), ["Bearer from-plugin"]);
  });

  it("are missing where the plugin is", async (t) => {
    await assert.rejects(ask(t, { exec: { ...plugin, command: "no-such-kubelogin" } }), {
      code: "CredentialPluginFailed",
      exitCode: 4,
      message: /no-such-kubelogin gave no credential: .*ENOENT/,
    });
  });
});

async function freePort(): Promise<number> {
  const server = createHttpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}
