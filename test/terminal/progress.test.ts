import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { createProgress } from "../../src/terminal/create-progress.js";
import type { Progress, ProgressMode } from "../../src/terminal/progress.js";
import { createStyle } from "../../src/terminal/style.js";
import { fakeClock, recordedStream, type FakeClock } from "../helpers/context.js";

interface Setup {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly verbose?: boolean;
  readonly env?: Record<string, string>;
}

/** Makes a progress, lets `story` use it, and answers with what came out on stderr. */
async function told(
  mode: ProgressMode | "auto",
  setup: Setup,
  story: (progress: Progress, clock: FakeClock) => unknown,
): Promise<string> {
  const stderr = recordedStream({ isTTY: setup.isTTY ?? false, columns: setup.columns ?? 80 });
  const clock = fakeClock();
  const env = setup.env ?? {};
  const style = createStyle(stderr, env, true);
  const progress = await createProgress(mode, { stderr, env, clock }, style, setup.verbose ?? false);
  try {
    await story(progress, clock);
  } finally {
    progress.stop();
  }
  return stderr.text();
}

/** A cluster and a pool: stages, nodes, an unchanged step, a note, a warning, a failure. */
function story(progress: Progress, clock: FakeClock): void {
  progress.start("cluster", "Cluster tenants");
  clock.advance(20_000);
  progress.update("cluster", { stage: "Creating", usualMs: 240_000 });
  clock.advance(5_000);
  progress.update("cluster", { stage: "Creating", usualMs: 240_000 });
  clock.advance(60_000);
  progress.update("cluster", { stage: "Creating", usualMs: 240_000 });
  progress.note("cluster tenants has the id /c");
  progress.end("cluster", { status: "changed", detail: "created" });
  progress.start("nodes", "Nodes");
  progress.update("nodes", { nodesReady: { ready: 2, asked: 3 } });
  progress.warn("one node is slow");
  progress.end("nodes", { status: "unchanged" });
  progress.start("class", "RuntimeClass aks-sandbox");
  clock.advance(3_700_000);
  progress.fail("class", new Error("no"));
}

describe("plain progress", () => {
  it("says what changed, once a minute the same again, and how long it took", async () => {
    assert.equal(
      await told("plain", {}, story),
      `00:00:00Z  Cluster tenants ...
00:00:20Z  Cluster tenants: Creating, usually 4 min (20s)
00:01:25Z  Cluster tenants: Creating, usually 4 min (1m 25s)
00:01:25Z  cluster tenants has the id /c
00:01:25Z  Cluster tenants: created (1m 25s)
00:01:25Z  Nodes ...
00:01:25Z  Nodes: 2/3 nodes ready (0s)
00:01:25Z  warning: one node is slow
00:01:25Z  Nodes: unchanged (0s)
00:01:25Z  RuntimeClass aks-sandbox ...
01:03:05Z  RuntimeClass aks-sandbox: failed (1h 01m)
`,
    );
  });

  it("says every update with verbose", async () => {
    const text = await told("plain", { verbose: true }, story);
    assert.equal(text.match(/Cluster tenants: Creating/g)?.length, 3);
  });
});

describe("json progress", () => {
  it("is one object a line, each change once", async () => {
    const lines = (await told("json", {}, story)).trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line): unknown => JSON.parse(line)),
      [
        { time: "2026-01-01T00:00:00.000Z", elapsedMs: 0, type: "start", step: "cluster", title: "Cluster tenants" },
        {
          time: "2026-01-01T00:00:20.000Z",
          elapsedMs: 20_000,
          type: "update",
          step: "cluster",
          stage: "Creating",
          usualMs: 240_000,
        },
        { time: "2026-01-01T00:01:25.000Z", elapsedMs: 85_000, type: "note", message: "cluster tenants has the id /c" },
        {
          time: "2026-01-01T00:01:25.000Z",
          elapsedMs: 85_000,
          type: "end",
          step: "cluster",
          status: "changed",
          detail: "created",
        },
        { time: "2026-01-01T00:01:25.000Z", elapsedMs: 85_000, type: "start", step: "nodes", title: "Nodes" },
        {
          time: "2026-01-01T00:01:25.000Z",
          elapsedMs: 85_000,
          type: "update",
          step: "nodes",
          nodesReady: { ready: 2, asked: 3 },
        },
        { time: "2026-01-01T00:01:25.000Z", elapsedMs: 85_000, type: "warning", message: "one node is slow" },
        { time: "2026-01-01T00:01:25.000Z", elapsedMs: 85_000, type: "end", step: "nodes", status: "unchanged" },
        {
          time: "2026-01-01T00:01:25.000Z",
          elapsedMs: 85_000,
          type: "start",
          step: "class",
          title: "RuntimeClass aks-sandbox",
        },
        { time: "2026-01-01T01:03:05.000Z", elapsedMs: 3_785_000, type: "fail", step: "class" },
      ],
    );
  });
});

describe("no progress", () => {
  it("says warnings alone", async () => {
    assert.equal(await told("none", { isTTY: true }, story), "warning: one node is slow\n");
  });
});

describe("progress on a terminal", () => {
  it("leaves a line for each finished step, and the cursor visible", async () => {
    const text = await told("tty", { isTTY: true }, story);
    for (const line of [
      "✔ Cluster tenants  created  1m 25s",
      "cluster tenants has the id /c",
      "warning: one node is slow",
      "✔ Nodes  unchanged  0s",
      "✖ RuntimeClass aks-sandbox  1h 01m",
    ]) {
      assert.ok(stripVTControlCharacters(text).includes(`${line}\n`), line);
    }
    assert.ok(text.lastIndexOf("\u001B[?25h") > text.lastIndexOf("\u001B[?25l"), "the cursor is shown again");
  });

  it("shows stage, nodes, usual duration and elapsed time in one line", async () => {
    const text = await told("tty", { isTTY: true, columns: 100 }, async (progress, clock) => {
      progress.start("pool", "Pool sandbox");
      clock.advance(65_000);
      progress.update("pool", { stage: "Creating", nodesReady: { ready: 1, asked: 3 }, usualMs: 300_000 });
      // A line in between draws the spinner again.
      progress.note("drawn");
      await Promise.resolve();
    });
    assert.match(stripVTControlCharacters(text), /Pool sandbox {2}Creating, 1\/3 nodes ready, usually 5 min {2}1m 05s/);
  });

  it("never wraps: a long line is cut to the terminal", async () => {
    const text = await told("tty", { isTTY: true, columns: 30 }, (progress) => {
      progress.start("pool", `Pool ${"x".repeat(60)}`);
    });
    // Each frame begins with the cursor's way to the first column.
    const frames = text.split("\u001B[1G").map((frame) => stripVTControlCharacters(frame).trim());
    const longest = Math.max(...frames.map((frame) => frame.length));
    assert.ok(frames.some((frame) => frame.endsWith("…")));
    assert.ok(longest <= 30, `${longest} columns`);
  });

  it("has no colours with NO_COLOR", async () => {
    const text = await told("tty", { isTTY: true, env: { NO_COLOR: "1" } }, story);
    // eslint-disable-next-line no-control-regex -- escape codes of colours are what is looked for
    assert.doesNotMatch(text, /\u001B\[\d+(;\d+)*m/);
  });
});

describe("the automatic choice", () => {
  const rows: readonly (readonly [
    mode: "auto" | "tty",
    isTTY: boolean,
    env: Record<string, string>,
    spinner: boolean,
  ])[] = [
    ["auto", true, {}, true],
    ["auto", false, {}, false],
    ["auto", false, { TERM: "xterm-256color", FORCE_COLOR: "1" }, false],
    ["auto", true, { CI: "true" }, false],
    ["auto", true, { CI: "false" }, true],
    ["auto", true, { TERM: "dumb" }, false],
    ["tty", false, {}, false],
    ["tty", true, { CI: "true" }, true],
  ];
  for (const [mode, isTTY, env, spinner] of rows) {
    it(`${mode}, ${isTTY ? "terminal" : "pipe"}, ${JSON.stringify(env)}: ${spinner ? "spinner" : "lines"}`, async () => {
      const text = await told(mode, { isTTY, env }, (progress) => {
        progress.start("pool", "Pool sandbox");
        progress.end("pool", { status: "changed" });
      });
      // eslint-disable-next-line no-control-regex -- escape codes are what is looked for
      assert.equal(/\u001B/.test(text), spinner);
    });
  }
});
