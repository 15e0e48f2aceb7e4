import { test } from "node:test";
import { fuzzArm, fuzzBytes } from "./arm-fuzz.js";
import { fuzzKubernetes } from "./kubernetes-fuzz.js";

// The first cases of `npm run test:fuzz`.
const cases = 400;

test(`ARM and Entra answer ${cases} fuzzed requests`, (t) => fuzzArm(t, cases));
test(`the Kubernetes API answers ${cases} fuzzed requests`, (t) => fuzzKubernetes(t, cases));
test("bytes that are no HTTP, or bad HTTP, end in a 4xx or a closed connection", fuzzBytes);
