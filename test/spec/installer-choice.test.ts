import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CliError } from "../../src/errors.js";
import { gvisor } from "../../src/runtimes/gvisor.js";
import { podSandboxing } from "../../src/runtimes/pod-sandboxing.js";
import { readInstaller, type InstallerOptions } from "../../src/spec/installer-choice.js";
import type { SandboxRuntime } from "../../src/runtimes/runtime.js";

const image = `registry.example/gvisor-installer@sha256:${"0".repeat(64)}`;

describe("the choice of an installer", () => {
  it("takes an image with a digest, and settings that the installer has", () => {
    const installerSetting = ["restart=nsenter -t 1 -m -- true", "runsc-flags=platform=systrap debug=true"];
    assert.deepEqual(readInstaller({ installerImage: image, installerSetting }, gvisor), {
      image,
      settings: { restart: "nsenter -t 1 -m -- true", "runsc-flags": "platform=systrap debug=true" },
    });
    assert.equal(readInstaller({}, podSandboxing), undefined);
  });

  const refusals: readonly (readonly [InstallerOptions, SandboxRuntime, string, RegExp])[] = [
    [{}, gvisor, "InstallerImageMissing", /--installer-image does not name it/],
    [{ installerImage: "a/b:1" }, gvisor, "InstallerImageWithoutDigest", /"a\/b:1" does not say which image/],
    [{ installerImage: `${image}0` }, gvisor, "InstallerImageWithoutDigest", /64 hexadecimal digits/],
    [{ installerImage: "a b" }, gvisor, "InstallerImageWithoutDigest", /"a b"/],
    [
      { installerImage: image, installerSetting: ["x=1"] },
      gvisor,
      "InvalidInstallerSetting",
      /"x=1" is not one of folder=VALUE/,
    ],
    [{ installerImage: image, installerSetting: ["folder="] }, gvisor, "InvalidInstallerSetting", /"folder="/],
    [
      { installerImage: image },
      podSandboxing,
      "InstallerNotUsed",
      /--installer-image means nothing for .* pod-sandboxing/,
    ],
    [{ installerSetting: ["folder=/x"] }, podSandboxing, "InstallerNotUsed", /--installer-setting means nothing/],
  ];
  for (const [options, runtime, code, message] of refusals) {
    it(`refuses ${JSON.stringify(options)} for ${runtime.id}`, () => {
      assert.throws(
        () => readInstaller(options, runtime),
        (error: unknown) =>
          error instanceof CliError &&
          error.code === code &&
          error.exitReason === "usage" &&
          message.test(error.message),
      );
    });
  }
});
