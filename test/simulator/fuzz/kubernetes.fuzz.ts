import { test } from "node:test";
import { fuzzKubernetes } from "./kubernetes-fuzz.js";

const cases = 4_500;

test(`the Kubernetes API answers ${cases} fuzzed requests`, (t) => fuzzKubernetes(t, cases));
