// Runs tests on a real Kubernetes of their own (test/kubernetes/README.md).
//
//   node test/kubernetes/run.mjs [test] [ARGUMENT of test/run.mjs ...]
//   node test/kubernetes/run.mjs up | down [FOLDER ...]
import { productBuild, testBuild } from "../../esbuild.config.mjs";

if (process.argv[2] === undefined || process.argv[2] === "test") await productBuild();
await testBuild();
await import("../../build/test/kubernetes/cluster/main.js");
