import { test } from "node:test";
import { fuzzArm } from "./arm-fuzz.js";

const cases = 5_500;

test(`ARM and Entra answer ${cases} fuzzed requests`, (t) => fuzzArm(t, cases));
