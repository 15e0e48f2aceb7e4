import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseProbeLog } from "../../src/proof/reading.js";

const origin = { nonce: "n-1", podUid: "pod-1", nodeName: "node-1", nodeUid: "uid-1" };
const bootId = "bbbbbbbb-0000-4000-8000-000000000002";
const good = `aks-sandbox-probe 1 n-1
pod-uid pod-1
node node-1
node-uid uid-1
boot-id ${bootId}
kernel 6.6.137.mshv1-1.azl3
banner Linux version 6.6.137 (guest)
command-line reboot=k panic=1
uptime 1.50 0.90
cpus 1
MemTotal:         250000 kB
MemFree:          200000 kB
end n-1
`;

describe("a probe's log", () => {
  it("is read whole", () => {
    assert.deepEqual(parseProbeLog(good, origin), {
      reading: {
        bootId,
        kernel: "6.6.137.mshv1-1.azl3",
        banner: "Linux version 6.6.137 (guest)",
        commandLine: "reboot=k panic=1",
        uptimeSeconds: 1.5,
        cpus: 1,
        memoryKib: 250_000,
      },
    });
  });

  it("has undefined for what the pod could not read", () => {
    const log = good.replace(bootId, "").replace("uptime 1.50 0.90", "uptime ").replace("cpus 1", "cpus ");
    const parsed = parseProbeLog(log, origin);
    assert.ok("reading" in parsed);
    assert.deepEqual(
      [parsed.reading.bootId, parsed.reading.uptimeSeconds, parsed.reading.cpus],
      [undefined, undefined, undefined],
    );
  });

  it("takes no text in the place of a boot id for one", () => {
    const parsed = parseProbeLog(good.replace(bootId, "cat: permission denied"), origin);
    assert.ok("reading" in parsed);
    assert.equal(parsed.reading.bootId, undefined);
  });

  const refused: readonly (readonly [what: string, log: string, fault: RegExp, isStale: boolean])[] = [
    ["another nonce", good.replaceAll("n-1", "n-0"), /nonce of another run \(n-0\)/, true],
    ["another pod", good.replace("pod-uid pod-1", "pod-uid pod-0"), /of pod-uid pod-0, not of pod-1/, true],
    ["another node", good.replace("node node-1", "node node-0"), /of node node-0, not of node-1/, true],
    ["another node of that name", good.replace("node-uid uid-1", "node-uid uid-0"), /of node-uid uid-0/, true],
    ["an end that is missing", good.replace("end n-1\n", ""), /ends early/, false],
    ["nothing", "", /it is empty/, false],
    ["something else", "hello\n", /does not begin as a probe's/, false],
  ];
  for (const [what, log, fault, isStale] of refused) {
    it(`does not count with ${what}`, () => {
      const parsed = parseProbeLog(log, origin);
      assert.ok("fault" in parsed);
      assert.match(parsed.fault, fault);
      assert.equal(parsed.isStale, isStale);
    });
  }
});
