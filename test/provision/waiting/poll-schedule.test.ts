import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pollTimes } from "../../../src/provision/waiting/poll-schedule.js";
import { fittedMediansMs } from "../../../src/provision/waiting/poll-table.js";
import { usualDurations } from "../../../src/provision/waiting/usual-durations.js";
import { findRecordedDurations, readRecordedDurations } from "../../helpers/recorded-durations.js";
import { all, crossValidate, fitMedians, isHeldOut, isKind, judgeHeldOut, notice, quantile } from "./judge-schedule.js";

const kinds = Object.keys(usualDurations).filter(isKind);

describe("the poll schedule", () => {
  it("starts densely", () => {
    const times = pollTimes("cluster-create");
    const start = Array.from({ length: 7 }, () => times.next().value);
    assert.deepEqual(start, [0, 250, 500, 1_000, 2_000, 4_000, 6_900]);
  });

  it("notices within 3 s, for every kind, what ends within 30 s", () => {
    for (const kind of kinds) {
      for (let ms = 0; ms <= 30_000; ms += 10) assert.ok(notice(kind, ms).delayMs <= 3_000, `${kind} at ${ms} ms`);
    }
  });

  it("costs at most 30 polls at the median cluster create and 22 at the median pool create", () => {
    assert.ok(notice("cluster-create", 307_000).polls <= 30);
    assert.ok(notice("pool-create", 189_000).polls <= 22);
  });

  it("goes on for ever, ascending, and waits for 30 s at most once the median is past", () => {
    for (const kind of [...kinds, undefined]) {
      let before = -1;
      for (const timeMs of pollTimes(kind)) {
        assert.ok(timeMs > before && timeMs - before <= 70_000, `${kind ?? "unknown"} at ${timeMs} ms`);
        if (timeMs > 310_000) assert.ok(timeMs - before <= 30_001);
        before = timeMs;
        if (timeMs > 24 * 3_600_000) break;
      }
    }
  });
});

const found = findRecordedDurations();
const missing = "missing" in found ? found.missing : undefined;

describe("the poll schedule, judged by recorded operations", () => {
  const read = () => ("path" in found ? readRecordedDurations(found.path) : []);
  const options = missing === undefined ? {} : { skip: missing };

  it("is the fit of the training part", options, () => {
    assert.deepEqual(fitMedians(read().filter(({ file }) => !isHeldOut(file))), fittedMediansMs);
  });

  it("usual durations are the quantiles of all of them", options, () => {
    for (const kind of kinds) {
      const values = read()
        .filter((row) => row.kind === kind)
        .map(({ ms }) => ms);
      const at = (share: number) => Math.round(quantile(values, share));
      const expected = {
        n: values.length,
        p10Ms: at(0.1),
        p50Ms: at(0.5),
        p90Ms: at(0.9),
        maxMs: at(1),
        assumed: values.length < 10,
      };
      assert.deepEqual(usualDurations[kind], expected, kind);
    }
  });

  it("notices the held-out quarter with a median of 4 s and a p95 of 10 s at most", options, () => {
    const delays = all(judgeHeldOut(read()));
    assert.ok(quantile(delays, 0.5) <= 4_000 && quantile(delays, 0.95) <= 10_000);
  });

  it("and so in a tenfold cross validation: all, cluster creates, pool creates", options, () => {
    const delays = crossValidate(read(), 10);
    for (const [name, values] of [
      ["all", all(delays)],
      ["cluster-create", delays.get("cluster-create") ?? []],
      ["pool-create", delays.get("pool-create") ?? []],
    ] as const) {
      const figures = { median: quantile(values, 0.5), p95: quantile(values, 0.95) };
      assert.ok(figures.median <= 4_000 && figures.p95 <= 10_000, `${name}: ${JSON.stringify(figures)}`);
    }
  });
});
