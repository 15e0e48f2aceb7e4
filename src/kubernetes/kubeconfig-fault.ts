import { type CliError, usageError } from "../errors.js";

/** Node's code of a file system error (`ENOENT`, ...), or undefined. */
export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** A kubeconfig that cannot be read or written, as a CliError `KubeconfigUnreadable` or `KubeconfigNotWritable` (exit 2). */
export function kubeconfigFault(file: string, error: unknown, action: "read" | "write"): CliError {
  const errno = errnoOf(error);
  if (errno === undefined) throw error;
  const reason = reasons[errno] ?? errno;
  return usageError(
    action === "read" ? "KubeconfigUnreadable" : "KubeconfigNotWritable",
    `${file} cannot be ${action === "read" ? "read" : "written"}: ${reason}`,
    otherFileHint,
  );
}

/** A file whose content is no kubeconfig: `KubeconfigInvalid` (exit 2). `reason` quotes nothing of the content. */
export function invalidKubeconfig(file: string, reason: string): CliError {
  return usageError(
    "KubeconfigInvalid",
    `${file} is not a valid kubeconfig: ${reason}; it was left as it is`,
    otherFileHint,
  );
}

const otherFileHint = "repair it, or use another file: --kubeconfig FILE";

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
  ENOENT: "its folder does not exist",
  ELOOP: "its links run in a circle",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EBUSY: "it is a mount point of its own, which cannot be replaced",
  ENAMETOOLONG: "its name is too long",
};
