import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createSampleNode, type SampleNode, type SampleNodeOptions } from "./sample-node.js";

/** As AgentBaker's template for containerd 2 writes it on AKS nodes (2026-08): no imports, the new table. */
const aks = `version = 2
oom_score = -999
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "mcr.microsoft.com/oss/v2/kubernetes/pause:3.10"
[plugins."io.containerd.cri.v1.runtime".containerd]
  default_runtime_name = "runc"
  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
[metrics]
  address = "0.0.0.0:10257"
`;
const oldTable = aks
  .replaceAll(/io\.containerd\.cri\.v1\.(runtime|images)/g, "io.containerd.grpc.v1.cri")
  .replace(/.*pinned_images.*\n.*\n/, "");
const marks = {
  mark: "label --overwrite node node-1 aks-sandbox/ready=gvisor",
  unmark: "label node node-1 aks-sandbox/ready-",
};

interface Case {
  readonly title: string;
  readonly config: string;
  /** The table that is written. */
  readonly table: string;
  readonly dropIn: boolean;
  /** Drop-ins of others in the imported folder. */
  readonly others?: Readonly<Record<string, string>>;
}

const newTable = "io.containerd.cri.v1.runtime";
const oldName = "io.containerd.grpc.v1.cri";
const withoutRuntimes = (version: number) =>
  `version = ${version}\nimports = ["FOLDER/conf.d/*.toml"]\n[plugins."${newTable}".containerd]\n  default_runtime_name = "runc"\n`;
/** What a GPU's toolkit adds. */
const gpu = (version: number, table: string) =>
  `version = ${version}\n[plugins."${table}".containerd.runtimes.nvidia]\n  runtime_type = "io.containerd.runc.v2"\n`;
const cases: readonly Case[] = [
  { title: "version 2 as on AKS", config: aks, table: newTable, dropIn: false },
  { title: "version 2 with the old table", config: oldTable, table: "io.containerd.grpc.v1.cri", dropIn: false },
  { title: "version 2 without any table", config: "version = 2\n", table: newTable, dropIn: false },
  { title: "version 3", config: aks.replace("version = 2", "version = 3"), table: newTable, dropIn: false },
  { title: "no newline at the end", config: aks.trimEnd(), table: newTable, dropIn: false },
  {
    title: "version 2 with a drop-in folder elsewhere",
    config: aks.replace("\n", '\nimports = ["/etc/somewhere-else/*.toml"]\n'),
    table: newTable,
    dropIn: false,
  },
  {
    title: "version 2 with a drop-in folder",
    config: aks.replace("\n", '\nimports = ["FOLDER/conf.d/*.toml"]\n'),
    table: newTable,
    dropIn: true,
  },
  {
    title: "version 3 with a drop-in folder among others",
    config: aks.replace(
      "version = 2\n",
      'version = 3\nimports = ["/etc/somewhere-else/*.toml",\n  "conf.d/*.toml"] # ours\n',
    ),
    table: newTable,
    dropIn: true,
  },
  {
    title: "version 2 whose only runtimes are a drop-in's under the old name",
    config: withoutRuntimes(2),
    others: { "gpu.toml": gpu(2, oldName) },
    table: oldName,
    dropIn: true,
  },
  {
    title: "version 3 that a later drop-in turns into version 2",
    config: withoutRuntimes(3),
    others: { "gpu.toml": gpu(2, oldName) },
    table: oldName,
    dropIn: true,
  },
  {
    title: "version 2 with a drop-in's runtimes under the new name",
    config: withoutRuntimes(2),
    others: { "gpu.toml": gpu(2, newTable) },
    table: newTable,
    dropIn: true,
  },
  {
    title: "version 2 that has the old name in a comment alone",
    config: `${withoutRuntimes(2)}# [plugins."${oldName}".containerd]\n`,
    table: newTable,
    dropIn: true,
  },
];

/** The installer's script in one shell, against the stand-in for containerd or a real one. */
export function installerCases(name: string, shell: readonly string[], containerd?: string): void {
  const made: SampleNode[] = [];
  const sampleNode = async (options: Partial<SampleNodeOptions> = {}) => {
    const node = await createSampleNode({
      shell,
      config: aks,
      ...(containerd === undefined ? {} : { containerd }),
      ...options,
    });
    made.push(node);
    return node;
  };
  after(() => Promise.all(made.map((node) => node.remove())));

  describe(`the gVisor installer in ${name}`, () => {
    for (const { title, config, table, dropIn, others } of cases) {
      test(`${title}: installs, changes nothing the second time, and puts every byte back`, async () => {
        const node = await sampleNode({ config, taints: "aks-sandbox/runtime aks-sandbox/installing" });
        for (const [name, text] of Object.entries(others ?? {}))
          await writeFile(join(node.root, "etc/conf.d", name), text);
        const before = await node.files();

        const first = await node.run("install");
        assert.equal(first.code, 0, first.stdout + first.stderr);
        assert.deepEqual(await node.asked(), ["restart", marks.mark, "taint node node-1 aks-sandbox/installing-"]);
        const [release = ""] = await readdir(node.folder);
        const installed = await node.files();
        const added = Object.keys(installed).filter((file) => !(file in before));
        assert.deepEqual(added.sort(), [
          ...(dropIn ? ["etc/conf.d/aks-sandbox-gvisor.toml"] : []),
          `opt/${release}/containerd-shim-runsc-v1`,
          `opt/${release}/runsc`,
          `opt/${release}/runsc.toml`,
        ]);
        const written = dropIn ? join(node.root, "etc/conf.d/aks-sandbox-gvisor.toml") : node.config;
        assert.ok((await node.read(written)).includes(runtimeTables(table, join(node.folder, release))));
        assert.equal(
          await node.read(join(node.folder, release, "runsc.toml")),
          `binary_name = "${node.folder}/${release}/runsc"\n[runsc_config]\n  platform = "systrap"\n`,
        );
        assert.match(installed[`opt/${release}/runsc`] ?? "", /^755 /);
        assert.equal(installed["etc/config.toml"]?.slice(0, 3), "640");
        if (dropIn) assert.equal(installed["etc/config.toml"], before["etc/config.toml"]);

        const second = await node.run("install");
        assert.equal(second.code, 0, second.stdout + second.stderr);
        assert.deepEqual(await node.asked(), []);
        assert.deepEqual(await node.files(), installed);

        const removal = await node.run("uninstall");
        assert.equal(removal.code, 0, removal.stdout + removal.stderr);
        assert.deepEqual(await node.asked(), [marks.unmark, "restart"]);
        assert.deepEqual(await node.files(), before);

        const again = await node.run("uninstall");
        assert.equal(again.code, 0, again.stdout + again.stderr);
        assert.deepEqual(await node.asked(), []);
      });
    }

    test("what somebody else wrote into the file since is kept by the removal", async () => {
      const node = await sampleNode();
      await node.run("install");
      await appendFile(node.config, '[proxy_plugins.other]\n  type = "snapshot"\n');
      const removal = await node.run("uninstall");
      assert.equal(removal.code, 0, removal.stderr);
      assert.equal((await node.read(node.config)).trim(), `${aks}\n[proxy_plugins.other]\n  type = "snapshot"`);
    });

    test("a newer release goes beside the older one, which pods may still use", async () => {
      const node = await sampleNode();
      await node.run("install");
      const [older = ""] = await readdir(node.folder);
      await writeRunsc(node, "the runsc of release 2\n");
      const run = await node.run("install");
      assert.equal(run.code, 0, run.stdout + run.stderr);
      assert.deepEqual(await node.asked(), ["restart", marks.mark, marks.unmark, "restart", marks.mark]);
      const releases = await readdir(node.folder);
      assert.equal(releases.length, 2);
      const newer = releases.find((release) => release !== older) ?? "";
      const config = await node.read(node.config);
      assert.ok(config.includes(runtimeTables(newTable, join(node.folder, newer))));
      assert.equal(config.split("# BEGIN aks-sandbox gvisor").length, 2);
      await node.run("uninstall");
      assert.equal(await node.read(node.config), aks);
      assert.deepEqual(await readdir(node.folder), []);
    });

    test("a run that ended before its restart is made up for by the next one", async () => {
      const node = await sampleNode({ restart: "exit 1" });
      await node.run("install");
      const files = await node.files();
      assert.ok("opt/restart-pending" in files, "the restart of the way back failed, too");
      const next = await node.run("install", { RESTART: `sh -c 'echo " runc runsc" >${node.root}/state/handlers'` });
      assert.equal(next.code, 0, next.stdout + next.stderr);
      assert.ok(!("opt/restart-pending" in (await node.files())));
    });

    test("a restart that fails takes the configuration back", async () => {
      const node = await sampleNode({ restart: `[ -e /proc/$$/no ] || grep -q BEGIN "$CONFIG" && exit 1 || exit 0` });
      const run = await node.run("install");
      assert.equal(run.code, 1);
      assert.match(run.stderr, /containerd did not start with our configuration/);
      assert.equal(await node.read(node.config), aks);
    });

    test("a handler that does not come takes the configuration back, and the label", async () => {
      const node = await sampleNode({ restart: `echo restart >>"$(dirname "$0")/../state/asked"` });
      const run = await node.run("install", { HANDLER_SECONDS: "1" });
      assert.equal(run.code, 1);
      assert.match(run.stderr, /the kubelet did not report the handler runsc within 1 seconds/);
      assert.equal(await node.read(node.config), aks);
      assert.deepEqual(await node.asked(), ["restart", "restart"]);
      assert.ok(!("opt/restart-pending" in (await node.files())));
    });

    test("an API server that does not answer is waited for, and costs nothing", async () => {
      const node = await sampleNode();
      const kubectl = join(node.root, "bin/kubectl");
      const answers = await node.read(kubectl);
      const since = join(node.root, "state/since");
      const silent = `case "$*" in *runtimeHandlers*)
  [ -e ${since} ] || date +%s >${since}
  [ $(($(date +%s) - $(cat ${since}))) -ge 3 ] || { echo "connection refused" >&2; exit 1; } ;;
esac`;
      await writeFile(kubectl, answers.replace("\n", `\n${silent}\n`));
      const run = await node.run("install", { HANDLER_SECONDS: "1" });
      assert.equal(run.code, 0, run.stdout + run.stderr);
      assert.deepEqual(await node.asked(), ["restart", marks.mark]);
    });

    test("another folder is refused while gVisor is installed", async () => {
      for (const config of [aks, aks.replace("\n", '\nimports = ["FOLDER/conf.d/*.toml"]\n')]) {
        const node = await sampleNode({ config });
        await node.run("install");
        await node.asked();
        const installed = await node.files();
        const other = join(node.root, "opt2");
        await mkdir(other);
        for (const job of ["install", "uninstall"]) {
          const run = await node.run(job, { FOLDER: other });
          assert.equal(run.code, 1, run.stdout);
          assert.match(run.stderr, /gVisor is installed in .*\/opt, not in .*\/opt2; nothing was changed/);
          assert.deepEqual(await node.asked(), []);
          assert.deepEqual(await node.files(), installed);
          assert.deepEqual(await readdir(other), []);
        }
      }
    });

    test("the removal waits for gVisor pods to go", async () => {
      const node = await sampleNode();
      await node.run("install");
      const [release = ""] = await readdir(node.folder);
      const processFolder = join(node.root, "proc/4711");
      await mkdir(processFolder);
      await symlink(join(node.folder, release, "containerd-shim-runsc-v1"), join(processFolder, "exe"));
      await node.asked();
      // Only once the script has seen the pod: how quickly it gets there is the machine's load.
      const run = await node.run("uninstall", {}, (text) => {
        if (text.includes("wait for the gVisor pods")) rmSync(processFolder, { recursive: true, force: true });
      });
      assert.equal(run.code, 0, run.stdout + run.stderr);
      assert.match(run.stdout, /wait for the gVisor pods of this node to go: 1 programs run/);
      assert.doesNotMatch(run.stdout, /\b0 programs run/);
      assert.deepEqual(await node.asked(), [marks.unmark, "restart"]);
      assert.equal(await node.read(node.config), aks);
    });

    const refusals: readonly {
      readonly title: string;
      readonly options?: Partial<SampleNodeOptions>;
      readonly prepare?: (node: SampleNode) => Promise<unknown>;
      readonly says: RegExp;
      readonly onlyStandIn?: boolean;
    }[] = [
      {
        title: "a configuration that containerd does not read",
        options: { config: `${aks}BROKEN = [\n` },
        says: /containerd does not read .*config\.toml as it is; nothing was changed/,
      },
      {
        title: "containerd 1",
        options: { version: "v1.7.30" },
        says: /v1\.7\.30 0000: containerd 2 or later is needed/,
        onlyStandIn: true,
      },
      {
        title: "version 1 of the format",
        options: { config: "version = 1\n" },
        says: /version 1 of the format is not supported/,
      },
      {
        title: "no version at all",
        options: { config: "oom_score = 0\n" },
        says: /version 1 of the format is not supported/,
      },
      {
        title: "a handler runsc of somebody else",
        options: {
          config: `${aks}[plugins."${newTable}".containerd.runtimes.runsc]
  runtime_type = "io.containerd.runsc.v1"
[plugins."${newTable}".containerd.runtimes.runsc.options]
  ConfigPath = "/etc/containerd/runsc.toml"
`,
        },
        says: /containerd has a handler runsc that is not ours; nothing was changed/,
      },
      {
        title: "a configuration that loses another's runtimes under either name",
        options: { config: withoutRuntimes(3) },
        prepare: (node) => writeFile(join(node.root, "etc/conf.d/aaa.toml"), gpu(2, oldName)),
        says: /containerd takes our runtime under neither name .* without a change to something else/,
      },
      {
        title: "a payload that is not what its checksums say",
        prepare: (node) => writeFile(join(node.root, "payload/runsc"), "something else\n"),
        says: /runsc of the image is not what its SHA256SUMS says/,
      },
    ];
    for (const { title, options, prepare, says, onlyStandIn } of refusals) {
      if (onlyStandIn === true && containerd !== undefined) continue;
      test(`${title} is refused, and nothing is changed`, async () => {
        const node = await sampleNode(options);
        await prepare?.(node);
        const before = configOf(await node.files());
        const run = await node.run("install");
        assert.equal(run.code, 1, run.stdout);
        assert.match(run.stderr, says);
        assert.deepEqual(configOf(await node.files()), before);
        assert.deepEqual(await node.asked(), []);
      });
    }

    test("a node that has its old name and label, but nothing else, is unmarked first", async () => {
      const node = await sampleNode({ label: "gvisor" });
      await node.run("install");
      assert.deepEqual(await node.asked(), [marks.unmark, "restart", marks.mark]);
    });
  });
}

function runtimeTables(table: string, folder: string): string {
  return `[plugins."${table}".containerd.runtimes.runsc]
  runtime_type = "io.containerd.runsc.v1"
  runtime_path = "${folder}/containerd-shim-runsc-v1"
[plugins."${table}".containerd.runtimes.runsc.options]
  TypeUrl = "io.containerd.runsc.v1.options"
  ConfigPath = "${folder}/runsc.toml"
`;
}

function configOf(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([file]) => file.startsWith("etc/")));
}

async function writeRunsc(node: SampleNode, text: string): Promise<void> {
  const { createHash } = await import("node:crypto");
  const sums = join(node.root, "payload/SHA256SUMS");
  const lines = (await readFile(sums, "utf8")).split("\n").filter((line) => !line.endsWith(" runsc"));
  await writeFile(join(node.root, "payload/runsc"), text);
  await writeFile(sums, [`${createHash("sha256").update(text).digest("hex")}  runsc`, ...lines].join("\n"));
}
