import { usageError, type CliError } from "../errors.js";
import type { RuntimeInstaller } from "../runtimes/installer.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";

export interface InstallerOptions {
  readonly installerImage?: string | undefined;
  /** `name=value` */
  readonly installerSetting?: readonly string[] | undefined;
}

/** What the run is to install on the nodes, besides what the runtime's row says. */
export interface InstallerChoice {
  /** With a digest; undefined where the installer needs none. */
  readonly image: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
}

const withDigest = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

/** The flags of an installer; undefined for a runtime that needs none. */
export function readInstaller(options: InstallerOptions, runtime: SandboxRuntime): InstallerChoice | undefined {
  const { installerImage: image, installerSetting = [] } = options;
  const { installer } = runtime;
  if (installer === undefined) {
    if (image === undefined && installerSetting.length === 0) return undefined;
    throw notUsed(image === undefined ? "--installer-setting" : "--installer-image", runtime);
  }
  if (!installer.needsImage && image !== undefined) throw notUsed("--installer-image", runtime);
  if (installer.needsImage) checkImage(image, runtime, installer);
  return { image, settings: Object.fromEntries(installerSetting.map((text) => readSetting(text, runtime))) };
}

function notUsed(flag: string, runtime: SandboxRuntime): CliError {
  return usageError("InstallerNotUsed", `${flag} means nothing for the runtime ${runtime.id}`, "leave it out");
}

/** A tag can mean another image tomorrow, on nodes where it runs as root: only a digest is taken. */
function checkImage(image: string | undefined, runtime: SandboxRuntime, { documentation }: RuntimeInstaller): void {
  const imageHint = `build and push one as ${documentation} says, and give --installer-image REGISTRY/NAME@sha256:DIGEST`;
  if (image === undefined) {
    throw usageError(
      "InstallerImageMissing",
      `the runtime ${runtime.id} is put on the nodes by an image of yours, and --installer-image does not name it`,
      imageHint,
    );
  }
  if (withDigest.test(image)) return;
  throw usageError(
    "InstallerImageWithoutDigest",
    `--installer-image "${image}" does not say which image: it needs a digest (NAME@sha256: and 64 hexadecimal digits)`,
    image.includes("@")
      ? imageHint
      : `see its digest: docker buildx imagetools inspect ${/\s/.test(image) ? "NAME:TAG" : image} --format '{{.Manifest.Digest}}'`,
  );
}

function readSetting(text: string, { installer }: SandboxRuntime): readonly [name: string, value: string] {
  const separator = text.indexOf("=");
  const name = text.slice(0, separator);
  const names = (installer?.settings ?? []).map((setting) => setting.name);
  const value = text.slice(separator + 1).trim();
  if (separator > 0 && names.includes(name) && value !== "") return [name, value];
  throw usageError(
    "InvalidInstallerSetting",
    `--installer-setting "${text}" is not one of ${names.map((known) => `${known}=VALUE`).join(", ")}`,
  );
}
