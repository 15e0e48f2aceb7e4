// npm run fidelity -- DIR ...: builds the simulator and the harness, then plays the recordings (see main.ts).
import { testBuild } from "../../esbuild.config.mjs";

await testBuild();
const { main } = await import(new URL("../../build/test/fidelity/main.js", import.meta.url).href);
process.exitCode = await main(process.argv.slice(2), (line) => console.log(line));
