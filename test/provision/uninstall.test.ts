import assert from "node:assert/strict";
import { test } from "node:test";
import type { DaemonSet, KubernetesConnection, PodResult } from "../../src/kubernetes/kubernetes.js";
import { uninstall } from "../../src/provision/uninstall.js";
import { gvisorInstallerContent } from "../../src/runtimes/gvisor-installer-content.js";
import { gvisor } from "../../src/runtimes/gvisor.js";
import { virtualClock } from "../helpers/virtual-clock.js";

const minuteMs = 60_000;
const image = `registry.example/installer@sha256:${"1".repeat(64)}`;

/** A cluster with gVisor on three nodes, one of which is rid of it every so many minutes; the last of them `never`. */
async function cluster(minutes: number, never: boolean) {
  const clock = virtualClock();
  const request = { runtimeId: "gvisor", handler: "runsc", image, job: "install", settings: {} } as const;
  const installed = (await gvisorInstallerContent.render(request)).objects.at(-1);
  const done: string[] = [];
  const at = (ready: number): DaemonSet => ({ name: "installer", desired: 3, updated: 3, ready, isObserved: true });
  const pod = (node: number) => ({ name: `installer-${node}`, nodeName: `node-${node}`, phase: "Running" });
  const kubernetes = {
    objects: {
      get: () => Promise.resolve(installed),
      apply: ({ kind }: { readonly kind: string }) => Promise.resolve(done.push(`apply ${kind}`)),
      delete: ({ kind }: { readonly kind: string }) => Promise.resolve(done.push(`delete ${kind}`)),
    },
    daemonSets: {
      watch: async (_namespace: string, onChange: (sets: readonly DaemonSet[]) => boolean, signal: AbortSignal) => {
        for (let ready = 0; !onChange([at(ready)]); ready++) {
          await clock.sleep((never && ready === 2 ? 1e6 : minutes) * minuteMs, signal);
        }
      },
    },
    pods: {
      watchAll: (_namespace: string, _labels: string, onChange: (pods: readonly PodResult[]) => boolean) => {
        onChange([1, 2, 3].map(pod) as unknown as readonly PodResult[]);
        return Promise.resolve();
      },
      log: (_namespace: string, name: string) =>
        Promise.resolve(name.endsWith("3") ? "wait for the gVisor pods\n" : "off\n"),
    },
  } as unknown as KubernetesConnection;
  const { signal } = new AbortController();
  return { run: () => uninstall({ kubernetes, clock, signal, changed: false }, gvisor), done, clock };
}

test("an uninstallation may take long, as long as one more node ends in time; then its objects go, the last one first", async () => {
  const { run, done } = await cluster(9, false);
  assert.deepEqual(await run(), { status: "removed", nodes: 3 });
  const kinds = done.map((one) => one.split(" "));
  const applied = kinds.filter(([verb]) => verb === "apply").map(([, kind]) => kind);
  assert.equal(applied.at(-1), "DaemonSet");
  assert.deepEqual(
    kinds.filter(([verb]) => verb === "delete").map(([, kind]) => kind),
    applied.toReversed(),
  );
});

test("a node that does not end is named after ten minutes, and nothing is deleted", async () => {
  const { run, done, clock } = await cluster(9, true);
  await assert.rejects(run(), {
    code: "RuntimeNotRemoved",
    changed: true,
    message:
      /gvisor is not off every node: .*node-3: the installer's pod .*installer-3 is Running; it says last: wait for/,
    remaining: ["DaemonSet aks-sandbox-gvisor/installer is there, and goes on taking gvisor off the nodes"],
  });
  assert.equal(clock.elapsedMs() / minuteMs, 9 + 9 + 10);
  assert.deepEqual(
    done.filter((one) => one.startsWith("delete")),
    [],
  );
});
