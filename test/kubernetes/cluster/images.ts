import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { arch } from "node:os";
import { promisify } from "node:util";
import { mustRunInNode, type Node } from "./node.js";
import { tar, type TarEntry } from "./tar.js";

const run = promisify(execFile);

export interface ImageSpec {
  /** With a registry and a tag; `localhost/...` is never pulled where it is present. */
  readonly reference: string;
  readonly files: readonly TarEntry[];
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Beside PATH, or instead of it. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Images that every test cluster has. */
export const images = { pause: "localhost/pause:1", busybox: "localhost/busybox:1" } as const;

/** Files of a root file system with busybox and all its commands; `busybox` is the path of a static one. */
export async function busyboxFiles(busybox: string): Promise<readonly TarEntry[]> {
  const { stdout } = await run(busybox, ["--list"]);
  const commands = stdout.split("\n").filter((name) => name !== "" && name !== "busybox");
  return [
    ...["bin", "dev", "etc", "proc", "sys", "tmp"].map((path): TarEntry => ({ path: `${path}/`, kind: "folder" })),
    { path: "etc/passwd", kind: "file", mode: 0o644, content: "root:x:0:0:root:/:/bin/sh\n" },
    { path: "bin/busybox", kind: "file", content: readFileSync(busybox) },
    ...commands.map((name): TarEntry => ({ path: `bin/${name}`, kind: "link", content: "busybox" })),
  ];
}

/** A docker-archive of images of one layer each. */
function buildArchive(specs: readonly ImageSpec[]): Buffer {
  const entries = new Map<string, TarEntry>();
  const add = (content: Buffer) => {
    const name = createHash("sha256").update(content).digest("hex");
    entries.set(name, { path: name, kind: "file", mode: 0o644, content });
    return name;
  };
  const manifest = specs.map(({ reference, files, entrypoint = [], command = [] }) => {
    const layer = add(tar(files));
    const config = {
      architecture: arch() === "x64" ? "amd64" : arch(),
      os: "linux",
      config: { Entrypoint: entrypoint, Cmd: command, Env: ["PATH=/usr/local/bin:/usr/bin:/bin:/sbin"] },
      rootfs: { type: "layers", diff_ids: [`sha256:${layer}`] },
    };
    return { Config: add(Buffer.from(JSON.stringify(config))), RepoTags: [reference], Layers: [layer] };
  });
  const first: TarEntry = { path: "manifest.json", kind: "file", mode: 0o644, content: JSON.stringify(manifest) };
  return tar([first, ...entries.values()]);
}

/** Builds images and gives them to the node in one archive, as `importArchive` does. */
export async function importImages(node: Node, specs: readonly ImageSpec[]): Promise<void> {
  await mustRunInNode(node, [...ctr, "import", "-"], buildArchive(specs));
  await Promise.all(specs.map(({ reference }) => nameByDigest(node, reference)));
}

/** Builds an image and gives it to the node; see `importArchive`. */
export async function importImage(node: Node, image: ImageSpec): Promise<string> {
  return await importArchive(node, image.reference, buildArchive([image]));
}

/**
 * Gives the node an image by its own reference and by digest; `archive` is a docker-archive. Returns
 * `name@sha256:...`, which a pod can name too.
 */
export async function importArchive(node: Node, reference: string, archive: Uint8Array): Promise<string> {
  await mustRunInNode(node, [...ctr, "import", "-"], archive);
  return await nameByDigest(node, reference);
}

/** Without such a name containers would tell of their image's configuration only (`sha256:...`), as no pulled image does. */
async function nameByDigest(node: Node, reference: string): Promise<string> {
  const listed = await mustRunInNode(node, [...ctr, "ls", `name==${reference}`]);
  const digest = /sha256:[0-9a-f]{64}/.exec(listed)?.[0];
  if (digest === undefined) throw new Error(`the archive holds no image ${reference}: ${listed}`);
  const byDigest = `${reference.replace(/:[^:/]*$/, "")}@${digest}`;
  await mustRunInNode(node, [...ctr, "tag", "--force", reference, byDigest]);
  return byDigest;
}

const ctr = ["ctr", "--namespace", "k8s.io", "images"];
