import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeProtobuf } from "../../../src/simulator/kubernetes/schema/protobuf.js";
import { startKubernetesServer } from "../../helpers/kubernetes-server.js";

/** A field of bytes, or a varint for a number. */
function field(number: number, value: string | Buffer | number): Buffer {
  if (typeof value === "number") return Buffer.concat([varint(number << 3), varint(value)]);
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}
function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}
const message = (...fields: Buffer[]) => Buffer.concat(fields);
const body = (apiVersion: string, kind: string, raw: Buffer) =>
  message(Buffer.from("k8s\0"), field(1, message(field(1, apiVersion), field(2, kind))), field(2, raw));

test("a pod: inline members, maps, quantities, ports, pointers, times", () => {
  const probe = message(
    field(1, message(field(2, message(field(1, "/"), field(2, message(field(1, 1), field(3, "http"))))))),
    field(2, 0),
  );
  const container = message(
    field(1, "c"),
    field(7, message(field(1, "A"), field(2, ""))),
    field(8, message(field(1, message(field(1, "memory"), field(2, message(field(1, "128Mi"))))))),
    field(10, probe),
    field(16, 0),
  );
  const pod = message(
    field(
      1,
      message(
        field(1, "p"),
        field(8, Buffer.alloc(0)),
        field(9, message(field(1, 1_700_000_000))),
        field(11, message(field(1, "a"), field(2, "b"))),
        field(11, message(field(1, "c"), field(2, ""))),
      ),
    ),
    field(
      2,
      message(field(1, message(field(1, "v"), field(2, field(2, Buffer.alloc(0))))), field(2, container), field(4, 0)),
    ),
  );
  assert.deepEqual(decodeProtobuf(body("v1", "Pod", pod)), {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", deletionTimestamp: "2023-11-14T22:13:20Z", labels: { a: "b", c: "" } },
    spec: {
      // Field 2 of a volume's source is an emptyDir, a pointer: it stays, though empty.
      volumes: [{ name: "v", emptyDir: {} }],
      containers: [
        {
          name: "c",
          env: [{ name: "A" }],
          resources: { limits: { memory: "128Mi" } },
          livenessProbe: { httpGet: { path: "/", port: "http" } },
        },
      ],
      terminationGracePeriodSeconds: 0,
    },
  });
});

test("bytes that are no such body, or of an unknown type, are a 400", async (t) => {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  const headers = { "content-type": "application/vnd.kubernetes.protobuf" };
  for (const bytes of ["nonsense", "k8s\0\u0008", body("v1", "Nothing", Buffer.alloc(0)).toString("latin1")]) {
    const answer = await server.call("POST", "/api/v1/namespaces", bytes, headers);
    assert.equal(answer.status, 400, bytes);
  }
});
