import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname } from "node:path/posix";
import { fileURLToPath } from "node:url";
import type { Cluster } from "../cluster/cluster.js";
import { busyboxFiles } from "../cluster/images.js";
import type { TarEntry } from "../cluster/tar.js";
import { readDockerfile } from "./dockerfile.js";

const folder = fileURLToPath(new URL("../../../../templates/gvisor/", import.meta.url));

/** Programs that the image brings, which the cluster has anyhow. */
const programs = ["runsc", "containerd-shim-runsc-v1"];

/**
 * Builds the installer's image as templates/gvisor/Dockerfile says - on busybox, with the cluster's own runsc, shim and
 * kubectl - and gives it to the node. Returns `name@sha256:...`. Another `release` is the same programs in other bytes: what
 * follows an ELF program's end is not read.
 */
export async function importInstallerImage(cluster: Cluster, release = 1): Promise<string> {
  const { copies, env, entrypoint } = readDockerfile(readFileSync(`${folder}Dockerfile`, "utf8"));
  const pathOf = (name: string) => cluster.binaries.programs[name] ?? "";
  const program = (name: string) => Buffer.concat([readFileSync(pathOf(name)), Buffer.from(`\nrelease ${release}\n`)]);
  const sources: Readonly<Record<string, () => string | Buffer>> = {
    "installer.sh": () => readFileSync(`${folder}installer.sh`),
    kubectl: () => readFileSync(pathOf("kubectl")),
    runsc: () => program("runsc"),
    "containerd-shim-runsc-v1": () => program("containerd-shim-runsc-v1"),
    SHA256SUMS: () => programs.map((name) => `${sha256(program(name))}  ${name}\n`).join(""),
  };
  const folders = new Set(copies.flatMap(({ target }) => foldersOf(target)));
  const files = [
    ...(await busyboxFiles(pathOf("busybox"))),
    ...[...folders].map((path): TarEntry => ({ path: `${path}/`, kind: "folder" })),
    ...copies.map(({ source, target, mode }): TarEntry => {
      const content = sources[source];
      if (content === undefined) throw new Error(`the Dockerfile copies ${source}, of which the tests know nothing`);
      return { path: target, kind: "file", mode, content: content() };
    }),
  ];
  return cluster.importImage({ reference: `localhost/gvisor-installer:${release}`, files, entrypoint, env });
}

/** Flags that make `--runtime gvisor` work on the node of a test cluster. */
export async function installerFlags(cluster: Cluster, release = 1): Promise<readonly string[]> {
  const containerd = cluster.binaries.programs["containerd"] ?? "";
  const settings = [
    `containerd=nsenter -t 1 -m -- ${containerd}`,
    // What stands for systemd there starts it again; as with systemd, the command ends when that was done.
    `restart=nsenter -t 1 -m -- /bin/sh -c 'old=$(cat /run/containerd.pid); kill $old; until [ "$(cat /run/containerd.pid)" != "$old" ]; do sleep 0.1; done'`,
    // Limits of control groups may not be the node's to set.
    "runsc-flags=platform=systrap ignore-cgroups=true",
  ];
  return ["--installer-image", await importInstallerImage(cluster, release), "--installer-setting", ...settings];
}

function foldersOf(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [...foldersOf(parent), parent];
}

function sha256(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
