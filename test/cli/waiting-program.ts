/**
 * Not a test: a program with one command, `pool sample`, for tests of signals and streams in a process of its own.
 * `--yes`: deaf to the first Ctrl-C; `--no-wait`: throws where nobody catches.
 */
import { runProcess } from "../../src/cli-process.js";
import { sampleEntry, sampleResult } from "../helpers/sample-command.js";

const entry = sampleEntry(async (context, options) => {
  context.progress.note("ready");
  if (!options.wait) {
    setImmediate(() => {
      throw new Error("out of reach");
    });
  }
  const deaf = new AbortController().signal;
  await context.clock.sleep(60_000, options.yes ? deaf : context.signal);
  return sampleResult();
});

await runProcess(process.argv.slice(2), [entry]);
