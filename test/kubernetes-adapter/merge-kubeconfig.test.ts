import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { createClock } from "../../src/clock.js";
import { locateKubeconfig } from "../../src/kubernetes/kubeconfig-location.js";
import { checkKubeconfig, mergeKubeconfig, type MergeOptions } from "../../src/kubernetes/merge-kubeconfig.js";
import { removeFromKubeconfig } from "../../src/kubernetes/remove-from-kubeconfig.js";
import { fakeClock } from "../helpers/context.js";
import { needsKubectl, runKubectl } from "../helpers/kubectl.js";

const signal = new AbortController().signal;

/** A kubeconfig as AKS hands it out. */
function azure(server = "https://tenants.hcp.westus3.azmk8s.io:443", user: object = { token: "secret-token" }): string {
  return stringify({
    apiVersion: "v1",
    clusters: [{ cluster: { "certificate-authority-data": "Q0E=", server }, name: "tenants" }],
    contexts: [{ context: { cluster: "tenants", user: "clusterUser_rg_tenants" }, name: "tenants" }],
    "current-context": "tenants",
    kind: "Config",
    preferences: {},
    users: [{ name: "clusterUser_rg_tenants", user }],
  });
}

async function folder(t: Pick<TestContext, "after">): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "aks-sandbox-kubeconfig-"));
  t.after(() => rm(path, { recursive: true, force: true }));
  return path;
}

type Changes = Partial<Omit<MergeOptions, "location">> & { readonly all?: readonly string[] };

async function merge(file: string, { all, ...changes }: Changes = {}) {
  const options = { kubeconfig: azure(), contextName: undefined, setCurrent: false, overwrite: false, ...changes };
  return await mergeKubeconfig({ location: { file, all: all ?? [file] }, ...options }, { clock: fakeClock() }, signal);
}

async function remove(file: string, contextName = "tenants", all = [file]) {
  const options = { location: { file, all }, contextName, userName: undefined };
  return await removeFromKubeconfig(options, { clock: fakeClock() }, signal);
}

/** What the user has besides ours. */
const other = `apiVersion: v1
# my clusters
clusters:
- cluster: {server: "https://other"} # the old one
  name: other
kind: Config
contexts:
- context:
    cluster: other
    namespace: mine
    user: me
  name: other
current-context: other
users:
- name: me
  user:
    token: abc
`;

const oursAdded = `apiVersion: v1
# my clusters
clusters:
- cluster: {server: "https://other"} # the old one
  name: other
- cluster:
    certificate-authority-data: Q0E=
    server: https://tenants.hcp.westus3.azmk8s.io:443
  name: tenants
kind: Config
contexts:
- context:
    cluster: other
    namespace: mine
    user: me
  name: other
- context:
    cluster: tenants
    user: clusterUser_rg_tenants
  name: tenants
current-context: other
users:
- name: me
  user:
    token: abc
- user:
    token: secret-token
  name: clusterUser_rg_tenants
`;

describe("which file gets the entry", () => {
  it("is the one that kubectl would write", async (t) => {
    const cwd = await folder(t);
    await writeFile(join(cwd, "b"), "");
    await writeFile(join(cwd, "c"), "");
    const at = (...names: readonly string[]) => names.map((name) => join(cwd, name));
    const table: readonly [string | undefined, Record<string, string>, string, readonly string[]][] = [
      ["flag", { KUBECONFIG: "b", HOME: "/home/x" }, at("flag")[0] ?? "", at("flag")],
      [undefined, { KUBECONFIG: "new", HOME: "/home/x" }, at("new")[0] ?? "", at("new")],
      [undefined, { KUBECONFIG: "a::b:c:b" }, at("b")[0] ?? "", at("a", "b", "c")],
      [undefined, { KUBECONFIG: "x:y" }, at("y")[0] ?? "", at("x", "y")],
      [undefined, { KUBECONFIG: "", HOME: "/home/x" }, "/home/x/.kube/config", ["/home/x/.kube/config"]],
      [undefined, { KUBECONFIG: "::", HOME: "/home/x" }, "/home/x/.kube/config", ["/home/x/.kube/config"]],
    ];
    for (const [flag, env, file, all] of table) {
      assert.deepEqual(await locateKubeconfig(flag, { env, cwd }), { file, all });
    }
    await assert.rejects(locateKubeconfig(undefined, { env: {}, cwd }), { code: "NoHomeFolder", exitCode: 2 });
    await assert.rejects(locateKubeconfig("", { env: {}, cwd }), { code: "InvalidKubeconfigPath", exitCode: 2 });
  });

  it("is the same as the real kubectl's", needsKubectl, async (t) => {
    const cwd = await folder(t);
    for (const [existing, list] of [
      [["b", "c"], "a:b:c"],
      [[], "x:y"],
      [[], "one"],
    ] as const) {
      const names = list.split(":").map((name) => join(cwd, name));
      const env = { KUBECONFIG: names.join(":"), HOME: cwd };
      for (const name of existing) await writeFile(join(cwd, name), "");
      const { file } = await locateKubeconfig(undefined, { env, cwd });
      const done = await runKubectl(["config", "set-cluster", "probe", "--server=https://probe"], env);
      assert.equal(done.code, 0, done.stderr);
      assert.match(await readFile(file, "utf8"), /https:\/\/probe/);
      for (const name of names) await rm(name, { force: true });
    }
  });
});

describe("merging", () => {
  it("makes a new file of mode 0600 in a new folder of mode 0700", async (t) => {
    const home = await folder(t);
    const file = join(home, ".kube", "config");
    assert.deepEqual(await merge(file), {
      status: "changed",
      file,
      contextName: "tenants",
      currentContext: "tenants",
      notes: [],
    });
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.equal((await stat(join(home, ".kube"))).mode & 0o777, 0o700);
    const { preferences: _, ...expected } = parse(azure()) as Record<string, unknown>;
    assert.deepEqual(parse(await readFile(file, "utf8")), expected);
    assert.deepEqual(await readdir(join(home, ".kube")), ["config"]);
  });

  it("adds to what is there, and changes nothing the second time", async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, other, { mode: 0o600 });
    assert.equal((await merge(file)).status, "changed");
    assert.equal(await readFile(file, "utf8"), oursAdded);
    const before = await stat(file);
    assert.deepEqual(await merge(file), {
      status: "unchanged",
      file,
      contextName: "tenants",
      currentContext: "other",
      notes: [],
    });
    assert.equal((await stat(file)).ino, before.ino);
    assert.equal((await stat(file)).mtimeMs, before.mtimeMs);
  });

  it("takes out again exactly what it put in", async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, oursAdded);
    assert.deepEqual(await remove(file), {
      status: "changed",
      file,
      contextName: "tenants",
      removed: ["context tenants", "cluster tenants", "user clusterUser_rg_tenants"],
    });
    assert.equal(await readFile(file, "utf8"), other);
    assert.deepEqual(await remove(file), { status: "unchanged", contextName: "tenants" });
  });

  /** Layouts of the same kubeconfig; each with what it becomes. */
  const layouts: readonly (readonly [string, string, string])[] = [
    ["no final line end", other.trimEnd(), oursAdded.trimEnd()],
    ["CRLF line ends", other.replaceAll("\n", "\r\n"), oursAdded.replaceAll("\n", "\r\n")],
    ["a byte-order mark", `\uFEFF${other}`, `\uFEFF${oursAdded}`],
    [
      "indented lists",
      "clusters:\n    - name: a\n      cluster: {server: 'https://a'}\ncontexts: []\nusers: null\ncurrent-context:\n",
      "clusters:\n    - name: a\n      cluster: {server: 'https://a'}\n    - cluster:\n        certificate-authority-data: Q0E=\n        server: https://tenants.hcp.westus3.azmk8s.io:443\n      name: tenants\ncontexts:\n    - context:\n        cluster: tenants\n        user: clusterUser_rg_tenants\n      name: tenants\nusers:\n    - user:\n        token: secret-token\n      name: clusterUser_rg_tenants\ncurrent-context: tenants\n",
    ],
    [
      "JSON over several lines",
      '{\n  "kind": "Config",\n  "clusters": [\n    {"name": "a", "cluster": {"server": "https://a"}}\n  ],\n  "current-context": "a"\n}\n',
      '{\n  "kind": "Config",\n  "clusters": [\n    {"name": "a", "cluster": {"server": "https://a"}},\n    {"cluster": {"certificate-authority-data": "Q0E=", "server": "https://tenants.hcp.westus3.azmk8s.io:443"}, "name": "tenants"}\n  ],\n  "current-context": "a",\n  "contexts": [{"context": {"cluster": "tenants", "user": "clusterUser_rg_tenants"}, "name": "tenants"}],\n  "users": [{"user": {"token": "secret-token"}, "name": "clusterUser_rg_tenants"}]\n}\n',
    ],
    [
      "JSON on one line",
      '{"clusters":[],"contexts":null,"users":[]}',
      '{"clusters": [{"cluster": {"certificate-authority-data": "Q0E=", "server": "https://tenants.hcp.westus3.azmk8s.io:443"}, "name": "tenants"}],"contexts": [{"context": {"cluster": "tenants", "user": "clusterUser_rg_tenants"}, "name": "tenants"}],"users": [{"user": {"token": "secret-token"}, "name": "clusterUser_rg_tenants"}], "current-context": "tenants"}',
    ],
    [
      "comments alone",
      "# mine\n",
      "# mine\napiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: Q0E=\n    server: https://tenants.hcp.westus3.azmk8s.io:443\n  name: tenants\ncontexts:\n- context:\n    cluster: tenants\n    user: clusterUser_rg_tenants\n  name: tenants\ncurrent-context: tenants\nkind: Config\nusers:\n- user:\n    token: secret-token\n  name: clusterUser_rg_tenants\n",
    ],
  ];
  for (const [title, before, after] of layouts) {
    it(`keeps the layout: ${title}`, async (t) => {
      const file = join(await folder(t), "config");
      await writeFile(file, before);
      assert.equal((await merge(file)).status, "changed");
      assert.equal(await readFile(file, "utf8"), after);
      assert.equal((await merge(file)).status, "unchanged");
    });
  }

  it("reads back in the real kubectl, in every layout", needsKubectl, async (t) => {
    const file = join(await folder(t), "config");
    for (const [title, before] of layouts) {
      await writeFile(file, before);
      await merge(file, { setCurrent: true });
      const view = await runKubectl(["config", "view", "--minify", "--raw", "-o", "json", `--kubeconfig=${file}`]);
      assert.equal(view.code, 0, `${title}: ${view.stderr}`);
      const { preferences: _, ...seen } = JSON.parse(view.stdout) as Record<string, unknown>;
      const { preferences: __, ...expected } = parse(azure()) as Record<string, unknown>;
      assert.deepEqual(seen, expected, title);
    }
  });

  it("makes it the current context when asked, and where no file of the list sets one", async (t) => {
    const cwd = await folder(t);
    const [first, second] = [join(cwd, "first"), join(cwd, "second")];
    await writeFile(first, "clusters: []\ncontexts: []\nusers: []\n");
    await writeFile(second, other);
    const kept = await merge(first, { all: [first, second] });
    assert.equal(kept.status === "changed" && kept.currentContext, "other");
    assert.doesNotMatch(await readFile(first, "utf8"), /current-context/);
    const asked = await merge(first, { all: [first, second], setCurrent: true });
    assert.equal(asked.status === "changed" && asked.currentContext, "tenants");
    assert.equal(await readFile(second, "utf8"), other);
  });

  it("gives context and cluster another name, as az does", async (t) => {
    const file = join(await folder(t), "config");
    await merge(file, { contextName: "prod" });
    assert.deepEqual((parse(await readFile(file, "utf8")) as { contexts: unknown }).contexts, [
      { context: { cluster: "prod", user: "clusterUser_rg_tenants" }, name: "prod" },
    ]);
  });

  it("quotes names that kubectl would not take for text", needsKubectl, async (t) => {
    const file = join(await folder(t), "config");
    for (const contextName of ["yes", "012", "1e3", "~", "a: b", "12:30"]) await merge(file, { contextName });
    const { stdout } = await runKubectl(["config", "get-contexts", "-o", "name", `--kubeconfig=${file}`]);
    assert.deepEqual(stdout.trim().split("\n").sort(), ["012", "12:30", "1e3", "a: b", "yes", "~"]);
  });

  it("refreshes its own entry and keeps what the user set by hand", async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, oursAdded.replace("    user: clusterUser", "    namespace: team\n    user: clusterUser"));
    const renewed = azure("https://tenants.hcp.westus3.azmk8s.io", { token: "renewed" });
    assert.equal((await merge(file, { kubeconfig: renewed })).status, "changed");
    const text = await readFile(file, "utf8");
    assert.match(text, /namespace: team/);
    assert.match(text, /token: renewed/);
    assert.doesNotMatch(text, /secret-token/);
    assert.match(text, /cluster: \{server: "https:\/\/other"\} # the old one/);
  });

  it("leaves another way of signing in through kubelogin as it is", async (t) => {
    const file = join(await folder(t), "config");
    const exec = (login: string) => ({
      exec: { apiVersion: "v1beta1", command: "kubelogin", args: ["get-token", "--login", login, "--server-id", "s"] },
    });
    await merge(file, { kubeconfig: azure(undefined, exec("azurecli")) });
    const again = await merge(file, { kubeconfig: azure(undefined, exec("devicecode")) });
    assert.equal(again.status, "unchanged");
  });

  it("refuses to take a name from another API server, unless told to overwrite", async (t) => {
    const file = join(await folder(t), "config");
    const theirs = oursAdded.replace("https://tenants.hcp", "https://elsewhere.hcp");
    await writeFile(file, theirs);
    await assert.rejects(merge(file), {
      code: "KubeconfigEntryExists",
      message: `${file} already has a cluster named "tenants" with another API server`,
      hint: "keep both with --context OTHERNAME, or replace it with --overwrite-existing",
      exitCode: 5,
    });
    assert.equal(await readFile(file, "utf8"), theirs);
    assert.equal((await merge(file, { overwrite: true })).status, "changed");
    assert.equal(await readFile(file, "utf8"), oursAdded);
  });

  it("writes through links, keeps the mode, and says that others can read the file", async (t) => {
    const cwd = await folder(t);
    const [link, real] = [join(cwd, "config"), join(cwd, "deep", "real")];
    await mkdir(join(cwd, "deep"));
    await writeFile(real, other);
    await chmod(real, 0o644);
    await symlink("deep/real", link);
    const result = await merge(link);
    assert.deepEqual(result.status === "changed" && result.notes, [
      `${link} is readable by others; make it private: chmod 600 '${link}'`,
    ]);
    assert.equal(await readlink(link), "deep/real");
    assert.equal(await readFile(real, "utf8"), oursAdded);
    assert.equal((await stat(real)).mode & 0o777, 0o644);
    const dangling = join(cwd, "dangling");
    await symlink("deep/new", dangling);
    await merge(dangling);
    assert.equal((await stat(join(cwd, "deep", "new"))).mode & 0o777, 0o600);
  });
});

describe("a kubeconfig that cannot be changed byte by byte is left alone, and the entry given without secrets", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["anchors", "clusters: []\nusers: []\ncontexts: []\nx: &a 1\ny: *a\n", "it uses anchors"],
    ["tags", "clusters: !!seq []\n", "it uses tags"],
    ["merge keys", "clusters: []\nx: {<<: {a: 1}}\n", "it uses merge keys or keys that are no plain words"],
    ["explicit keys", "? clusters\n: []\n", "it uses merge keys or keys that are no plain words"],
    ["several documents", "clusters: []\n---\nkind: Config\n", "it holds several YAML documents"],
    ["names twice", "users:\n- name: a\n- name: a\n", "users names an entry twice"],
    ["an entry without name", "users:\n- user: {}\n", "an entry of users has no name"],
    ["a comment inside an empty list", "clusters: [ # none\n  ]\n", "its layout offers no place for the entry"],
    ["an end marker", "# mine\n...\n", "its layout offers no place for the entry"],
  ];
  for (const [title, text, reason] of table) {
    it(title, async (t) => {
      const file = join(await folder(t), "config");
      await writeFile(file, text);
      const result = await merge(file);
      assert.ok(result.status === "printed");
      assert.equal(result.reason, reason);
      assert.match(result.entry, /token: REDACTED/);
      assert.doesNotMatch(JSON.stringify(result), /secret-token/);
      assert.equal(await readFile(file, "utf8"), text);
    });
  }
});

describe("a kubeconfig that is none", () => {
  const table: readonly (readonly [string, string | Buffer, string, RegExp])[] = [
    ["broken YAML", "clusters:\n- name: a\n  token: 'secret\n", "KubeconfigInvalid", /line \d+: missing char/],
    ["tabs", "clusters:\n\t- a\n", "KubeconfigInvalid", /line 2: tab as indent/],
    ["a key twice", "users: []\nusers: []\n", "KubeconfigInvalid", /line 2: duplicate key/],
    ["a list", "- a\n", "KubeconfigInvalid", /top level is no mapping/],
    ["text", "hello\n", "KubeconfigInvalid", /top level is no mapping/],
    ["another kind", "kind: Pod\n", "KubeconfigInvalid", /its kind is not Config/],
    ["a list that is none", "clusters: {a: b}\n", "KubeconfigInvalid", /clusters is no list/],
    ["binary", Buffer.from([0x61, 0xff, 0xfe, 0x00]), "KubeconfigInvalid", /not UTF-8/],
    ["zero bytes", "a: b\0", "KubeconfigInvalid", /binary data/],
  ];
  for (const [title, bytes, code, message] of table) {
    it(`is refused and left untouched: ${title}`, async (t) => {
      const file = join(await folder(t), "config");
      await writeFile(file, bytes);
      const expected = { code, message, exitCode: 2, hint: "repair it, or use another file: --kubeconfig FILE" };
      await assert.rejects(merge(file), expected);
      await assert.rejects(remove(file), expected);
      await assert.rejects(checkKubeconfig({ file, all: [file] }, "new", false), expected);
      assert.deepEqual(await readFile(file), Buffer.from(bytes));
      await assert.rejects(merge(file), (error: Error) => !error.message.includes("secret"));
    });
  }

  it("is refused: a folder, a path through a file, links in a circle", async (t) => {
    const cwd = await folder(t);
    await writeFile(join(cwd, "file"), "");
    await symlink("loop", join(cwd, "loop"));
    await assert.rejects(merge(cwd), { code: "KubeconfigUnreadable", message: `${cwd} is a folder`, exitCode: 2 });
    await assert.rejects(merge(join(cwd, "file", "config")), { code: "KubeconfigUnreadable", exitCode: 2 });
    await assert.rejects(merge(join(cwd, "loop")), { code: "KubeconfigUnreadable", message: /circle/, exitCode: 2 });
  });

  const asOtherUser = { skip: process.getuid?.() === 0 ? false : "needs root to become another user" };
  it("is refused: no permission to read", asOtherUser, async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, other, { mode: 0o000 });
    process.seteuid?.(65534);
    try {
      await chmod(file, 0o000).catch(() => undefined);
      await assert.rejects(merge(file), { code: "KubeconfigUnreadable", message: /permission denied/, exitCode: 2 });
    } finally {
      process.seteuid?.(0);
    }
  });
});

describe("removing", () => {
  it("keeps cluster and user that another context uses, and clears the current context that pointed there", async (t) => {
    const file = join(await folder(t), "config");
    const shared = oursAdded
      .replace("current-context: other", "current-context: tenants # now")
      .replace(
        "- context:\n    cluster: tenants",
        "- context:\n    cluster: tenants\n    user: me\n  name: too\n- context:\n    cluster: tenants",
      );
    await writeFile(file, shared);
    const result = await remove(file);
    assert.deepEqual(result.status === "changed" && result.removed, [
      "context tenants",
      "user clusterUser_rg_tenants",
      "current-context",
    ]);
    const text = await readFile(file, "utf8");
    assert.match(text, /^current-context: "" # now$/m);
    assert.match(text, /name: too/);
    assert.match(text, /hcp\.westus3/);
  });

  it("leaves an empty list behind, in YAML and in JSON", async (t) => {
    const file = join(await folder(t), "config");
    await merge(file);
    await remove(file);
    const empty = { apiVersion: "v1", clusters: [], contexts: [], "current-context": "", kind: "Config", users: [] };
    assert.deepEqual(parse(await readFile(file, "utf8")), empty);
    await writeFile(file, JSON.stringify(empty));
    await merge(file);
    await remove(file);
    assert.deepEqual(JSON.parse(await readFile(file, "utf8")), empty);
  });

  it("refuses a context of another user than asked", async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, other);
    const options = { location: { file, all: [file] }, contextName: "other", userName: "clusterUser_rg_other" };
    await assert.rejects(removeFromKubeconfig(options, { clock: fakeClock() }, signal), {
      code: "KubeconfigEntryNotOurs",
      exitCode: 5,
    });
    assert.equal(await readFile(file, "utf8"), other);
  });
});

describe("locks", () => {
  it("waits for kubectl's lock, reports one that stays, and never takes it away", async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, other);
    await writeFile(`${file}.lock`, "");
    await assert.rejects(merge(file), {
      code: "KubeconfigLocked",
      exitCode: 7,
      hint: `if no kubectl is running, it was left behind by one that was killed; remove it: rm -f '${file}.lock'`,
    });
    assert.equal(await readFile(file, "utf8"), other);
    assert.ok(await stat(`${file}.lock`));
  });

  it("goes on when the lock goes away, and ends waiting when it is told to", async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(`${file}.lock`, "");
    const options = {
      location: { file, all: [file] },
      kubeconfig: azure(),
      contextName: undefined,
      setCurrent: false,
      overwrite: false,
    };
    const clock = fakeClock();
    const freed = {
      ...clock,
      sleep: async (ms: number) => {
        await clock.sleep(ms);
        if (clock.sleeps.length === 3) await rm(`${file}.lock`);
      },
    };
    const stop = new AbortController();
    stop.abort(new Error("stopped"));
    await assert.rejects(mergeKubeconfig(options, { clock }, stop.signal), /stopped/);
    assert.equal((await mergeKubeconfig(options, { clock: freed }, signal)).status, "changed");
    assert.deepEqual(await readdir(join(file, "..")), ["config"]);
  });

  it("keeps the real kubectl out while it is held", needsKubectl, async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, other);
    await writeFile(`${file}.lock`, "");
    const refused = await runKubectl(["config", "set-context", "x", "--cluster=other", `--kubeconfig=${file}`]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stderr, /config\.lock/);
  });

  // kubectl reads the file before it takes the lock, and then deletes entries that it did not read: on its own, twelve at
  // a time lose an entry in one of four rounds. So one kubectl writes at a time, and what it did to ours is not asked.
  it("loses nothing of the real kubectl's when both write at the same time", needsKubectl, async (t) => {
    const file = join(await folder(t), "config");
    await writeFile(file, other);
    const numbers = Array.from({ length: 8 }, (_, number) => number);
    const clock = createClock(1);
    const ours = numbers.map((number) =>
      mergeKubeconfig(
        {
          location: { file, all: [file] },
          kubeconfig: azure(),
          contextName: `ours-${number}`,
          setCurrent: false,
          overwrite: false,
        },
        { clock },
        signal,
      ),
    );
    for (const number of numbers) {
      const args = ["config", "set-context", `theirs-${number}`, "--cluster=other", `--kubeconfig=${file}`];
      // kubectl does not wait for a lock: it fails, and is run again.
      for (let tries = 0; ; tries++) {
        const { code, stderr } = await runKubectl(args);
        if (code === 0) break;
        assert.match(stderr, /config\.lock: file exists/);
        assert.ok(tries < 200, "kubectl never got the lock");
      }
    }
    assert.deepEqual(
      (await Promise.all(ours)).map(({ status }) => status),
      numbers.map(() => "changed"),
    );
    const names = (await runKubectl(["config", "get-contexts", "-o", "name", `--kubeconfig=${file}`])).stdout;
    assert.deepEqual(
      names.split("\n").filter((name) => name === "other" || name.startsWith("theirs-")),
      ["other", ...numbers.map((n) => `theirs-${n}`)],
    );
  });
});

describe("for any kubeconfig", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const comment = fc.constantFrom("", "# a comment\n", "\n", "# one\n\n# two\n");
  const tail = fc.constantFrom("", " # tail");
  /** An entry of a list, as one of the ways to write it. */
  const item = fc.record({ style: fc.nat(3), comment, tail, spaces: fc.constantFrom(" ", "   ") });
  const list = fc.array(item, { maxLength: 3 });
  const keys = { clusters: "cluster", contexts: "context", users: "user" } as const;

  function listText(
    kind: keyof typeof keys,
    items: readonly { style: number; comment: string; tail: string; spaces: string }[],
    indent: string,
  ) {
    if (items.length === 0) return `${kind}: []\n`;
    const lines = items.map(({ style, comment: above, tail: end, spaces }, index) => {
      const name = `${kind}-${index}`;
      const inner = " ".repeat(1 + spaces.length);
      const forms = [
        `{name: ${name}, ${keys[kind]}: {x: "y"}}${end}`,
        `name: ${name}${end}\n${indent}${inner}${keys[kind]}:\n${indent}${inner}  x: y${end}`,
        `${keys[kind]}:\n${indent}${inner}    x: |\n${indent}${inner}      a\n${indent}${inner}      b\n${indent}${inner}name: "${name}"${end}`,
        `name: ${name}\n${indent}${inner}${keys[kind]}:\n${indent}${inner}  x: |+\n${indent}${inner}    a\n${indent}${inner}    # not a comment\n`,
      ];
      return `${above}${indent}-${spaces}${forms[style] ?? ""}\n`;
    });
    return `${kind}:\n${lines.join("")}`;
  }

  const kubeconfig = fc
    .record({
      lists: fc.record({ clusters: list, contexts: list, users: list }),
      order: fc.shuffledSubarray(["clusters", "contexts", "users", "current"] as const, { minLength: 2 }),
      indent: fc.constantFrom("", "  ", "    "),
      current: word,
      crlf: fc.boolean(),
      finalLineEnd: fc.boolean(),
      start: fc.constantFrom("", "---\n", "# head\n", "\uFEFF"),
      between: comment,
    })
    .map(({ lists, order, indent, current, crlf, finalLineEnd, start, between }) => {
      const parts = order.map((part) =>
        part === "current" ? `current-context: ${current}\n` : listText(part, lists[part], indent),
      );
      const text = `${start}kind: Config\n${parts.join(between)}`;
      const ended = finalLineEnd ? text : text.trimEnd();
      return crlf ? ended.replaceAll("\n", "\r\n") : ended;
    });

  it("every line of it stays, in its place, byte by byte, and only our own entries are added", async (t) => {
    const file = join(await folder(t), "config");
    let printed = 0;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(kubeconfig, async (before) => {
        runs += 1;
        await writeFile(file, before);
        const { status } = await merge(file);
        const after = await readFile(file, "utf8");
        if (status === "printed") {
          assert.equal(after, before);
          // A text block without a line end at the end of the file would get one, and so say something else.
          if (/\n$/.test(before)) printed += 1;
          return;
        }
        // Our own lines removed, and what an empty list or a missing final line end had to become, the rest is the old text.
        const plain = (text: string) =>
          text
            .replaceAll("\r\n", "\n")
            .replace(/: \[\](?=\n|$)/g, ":")
            .trimEnd();
        const rest = withoutOurs(before, after);
        assert.equal(plain(rest), plain(before));
        const eols = (text: string) => new Set(text.match(/\r?\n/g) ?? []).size;
        assert.ok(eols(after) <= Math.max(1, eols(before)), "line ends are of one kind");
      }),
      { numRuns: 300 },
    );
    assert.ok(printed <= runs / 50, `${printed} of ${runs} could not be edited`);
  });

  /** Takes our lines out of a merged text by their content alone, knowing nothing of how they got there. */
  function withoutOurs(before: string, text: string): string {
    const eol = text.includes("\r\n") ? "\r\n" : "\n";
    const ours = [
      "- cluster:|certificate-authority-data: Q0E=|server: https://tenants.hcp.westus3.azmk8s.io:443|name: tenants",
      "- context:|cluster: tenants|user: clusterUser_rg_tenants|name: tenants",
      "- user:|token: secret-token|name: clusterUser_rg_tenants",
    ].map((lines) => lines.split("|"));
    const lines = text.split(eol);
    for (const block of ours) {
      const at = lines.findIndex((_line, index) =>
        block.every((line, offset) => lines[index + offset]?.trim() === line),
      );
      assert.notEqual(at, -1, `our entry is missing in\n${text}`);
      lines.splice(at, block.length);
    }
    const current = lines.findIndex((line) => line.trim() === "current-context: tenants");
    if (current !== -1) lines.splice(current, 1);
    const added = ["clusters:", "contexts:", "users:"].filter((key) => !new RegExp(`^\uFEFF?${key}`, "m").test(before));
    return lines.filter((line) => !added.includes(line)).join(eol);
  }
});
