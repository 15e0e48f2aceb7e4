import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readOverlay } from "../../src/spec/overlay.js";
import { maskOverlay, maskWord } from "../../src/spec/secret-settings.js";

describe("words of a command line with a setting", () => {
  const rows: readonly (readonly [word: string, shown: string])[] = [
    ["properties.windowsProfile.adminPassword=Hunter2, and more", "properties.windowsProfile.adminPassword=***"],
    ["--set=properties.servicePrincipalProfile.secret=a=b", "--set=properties.servicePrincipalProfile.secret=***"],
    ["--set-pool=properties.x.token=12345678", "--set-pool=properties.x.token=***"],
    ['properties.windowsProfile={"adminPassword":"Hunter2"}', "properties.windowsProfile=***"],
    ["properties.x.keyVault.enabled=true", "properties.x.keyVault.enabled=true"],
    ["properties.kubeletDiskType=OS", "properties.kubeletDiskType=OS"],
    ["token-team=blue", "token-team=blue"],
    ["--set", "--set"],
  ];
  for (const [word, shown] of rows) {
    it(`show as ${shown}`, () => {
      assert.equal(maskWord(word), shown);
    });
  }
});

it("an overlay is shown without its secrets, whatever form they have", () => {
  const overlay = readOverlay("--set", [
    "properties.windowsProfile.adminPassword=12345678",
    "properties.windowsProfile.adminUsername=azureuser",
    'properties.x.keys=["one",{"id":"two"}]',
    "properties.x.disableLocalCredentials=true",
  ]);
  assert.deepEqual(maskOverlay(overlay), {
    properties: {
      windowsProfile: { adminPassword: "***", adminUsername: "azureuser" },
      x: { keys: ["***", { id: "***" }], disableLocalCredentials: true },
    },
  });
});

it("a setting that is refused is shown without its secret", () => {
  assert.throws(() => readOverlay("--set", ["windowsProfile.adminPassword=Hunter2, and more"]), {
    message: '--set "windowsProfile.adminPassword=***" is not of the form properties.PATH=VALUE',
  });
});
