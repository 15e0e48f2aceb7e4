import { readFile, readlink, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { usageError } from "../errors.js";
import { errnoOf, invalidKubeconfig, kubeconfigFault } from "./kubeconfig-fault.js";

/** A kubeconfig file as it is on the disk. */
export interface KubeconfigFile {
  /** As the user named it. */
  readonly path: string;
  /** Where the bytes are: `path` with symbolic links followed, also where their end does not exist yet. */
  readonly target: string;
  /** Empty where the file does not exist. */
  readonly text: string;
  readonly exists: boolean;
  /** Whether group or others may read it. */
  readonly readableByOthers: boolean;
}

/** Throws `KubeconfigUnreadable` or `KubeconfigInvalid` (exit 2); a file that does not exist is an empty one. */
export async function readKubeconfigFile(path: string): Promise<KubeconfigFile> {
  try {
    const target = await followLinks(path);
    const found = await stat(target).catch((error: unknown) => {
      if (errnoOf(error) === "ENOENT") return undefined;
      throw error;
    });
    if (found === undefined) return { path, target, text: "", exists: false, readableByOthers: false };
    if (!found.isFile()) {
      const kind = found.isDirectory() ? "a folder" : "no ordinary file";
      throw usageError("KubeconfigUnreadable", `${path} is ${kind}`, "name a file: --kubeconfig FILE");
    }
    const text = decode(path, await readFile(target));
    return { path, target, text, exists: true, readableByOthers: (found.mode & 0o077) !== 0 };
  } catch (error) {
    throw errnoOf(error) === undefined || !(error instanceof Error) || "exitReason" in error
      ? error
      : kubeconfigFault(path, error, "read");
  }
}

/**
 * Replaces the content in one go (a file beside it, fsync, rename): whoever reads sees the old or the new text, never a part.
 * A new file gets mode 0600; an existing one keeps its mode and, where we may, its owner. Throws `KubeconfigNotWritable` (exit 2).
 */
export async function writeKubeconfigFile(file: KubeconfigFile, text: string): Promise<void> {
  try {
    await writeFileAtomic(file.target, text, file.exists ? {} : { mode: 0o600 });
  } catch (error) {
    throw kubeconfigFault(file.path, error, "write");
  }
}

function decode(path: string, bytes: Buffer): string {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalidKubeconfig(path, "it is not UTF-8 text");
  }
  if (text.includes("\0")) throw invalidKubeconfig(path, "it holds binary data");
  return text;
}

async function followLinks(path: string, left = 40): Promise<string> {
  let link;
  try {
    link = await readlink(path);
  } catch (error) {
    if (errnoOf(error) === "EINVAL" || errnoOf(error) === "ENOENT") return path;
    throw error;
  }
  if (left === 0) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
  return await followLinks(resolve(dirname(path), link), left - 1);
}
