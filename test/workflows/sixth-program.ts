/** Not a test: the whole program with a sixth runtime, which its own code knows nothing of. */
import { main } from "../../src/cli.js";
import { processParts } from "../../src/create-context.js";
import { runtimes } from "../../src/runtimes/index.js";
import { sixth } from "./sixth-runtime.js";

const parts = processParts(new AbortController().signal);
process.exitCode = await main(process.argv.slice(2), { ...parts, runtimes: [...runtimes, sixth] });
