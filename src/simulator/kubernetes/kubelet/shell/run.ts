import { buildText, type Kernel } from "../../nodes/kernel.js";
import { readFile } from "./files.js";
import { NotModelled, parseScript, type Step, type Word } from "./parse.js";

/** What a container's process can see and do. */
export interface ProcessWorld {
  readonly kernel: Kernel;
  readonly hostname: string;
  readonly env: ReadonlyMap<string, string>;
  readonly now: () => number;
  readonly write: (text: string) => void;
}

/** Yields milliseconds to sleep; returns the exit code. */
export type Run = Generator<number, number>;

/** Exit code of a shell that does not find a command. */
const notFoundCode = 127;
const forever = Number.POSITIVE_INFINITY;
const shells = ["sh", "/bin/sh", "bash", "/bin/bash", "ash", "/bin/ash"];

/**
 * Runs a container's command line. The subset is listed in the README; anything else ends with exit code 127 and a line
 * that says so, since the simulator does not make up what a program would print.
 */
export function* runProcess(commandLine: readonly string[], world: ProcessWorld): Run {
  // An image's own entry point is not known; it runs until it is stopped, as a server does.
  if (commandLine.length === 0) return yield* sleepForever();
  const [program = "", ...rest] = commandLine;
  const vars = new Map(world.env);
  const flags = rest[0] ?? "";
  const isScript = shells.includes(program) && /^-[eux]*c$/.test(flags) && rest[1] !== undefined;
  try {
    if (!isScript) return (yield* runCommand(commandLine, world, vars)).code;
    const result = yield* runSteps(parseScript(rest[1] ?? ""), world, vars, flags.includes("e"));
    return result.code;
  } catch (error) {
    if (!(error instanceof NotModelled)) throw error;
    world.write(`the local Azure does not model ${error.message}\n`);
    return notFoundCode;
  }
}

interface Result {
  readonly code: number;
  /** `exit` was called: what follows does not run. */
  readonly hasExited: boolean;
}
const done = (code: number): Result => ({ code, hasExited: false });

function* runSteps(
  steps: readonly Step[],
  world: ProcessWorld,
  vars: Map<string, string>,
  stopsOnError: boolean,
): Generator<number, Result> {
  let last = done(0);
  let isStrict = stopsOnError;
  for (const [index, step] of steps.entries()) {
    if (step.when === "success" && last.code !== 0) continue;
    if (step.when === "failure" && last.code === 0) continue;
    const own = step.isSilent ? { ...world, write: () => undefined } : world;
    const args = yield* expand(step.words, world, vars, last.code);
    if (args[0] === "set") isStrict = setsStrict(args) || isStrict;
    last = args[0] === "set" ? done(0) : yield* runCommand(args, own, vars);
    const isChecked = steps[index + 1]?.when === "failure" || steps[index + 1]?.when === "success";
    if (last.hasExited) return last;
    if (isStrict && last.code !== 0 && !isChecked) return { ...last, hasExited: true };
  }
  return last;
}

function setsStrict(args: readonly string[]): boolean {
  const [option = ""] = args.slice(1);
  if (args.length !== 2 || !/^-[eu]+$/.test(option)) throw new NotModelled(`the command ${args.join(" ")}`);
  return option.includes("e");
}

function* expand(
  words: readonly Word[],
  world: ProcessWorld,
  vars: Map<string, string>,
  lastCode: number,
): Generator<number, string[]> {
  const args: string[] = [];
  for (const word of words) {
    let text = "";
    let isSplit = false;
    for (const part of word) {
      if (part.kind === "text") text += part.text;
      else {
        isSplit ||= !part.isQuoted;
        if (part.kind === "variable") {
          const value = part.name === "?" ? String(lastCode) : vars.get(part.name);
          text += value === undefined || value === "" ? part.otherwise : value;
        } else {
          let output = "";
          const inner = { ...world, write: (more: string) => (output += more) };
          yield* runSteps(part.steps, inner, new Map(vars), false);
          text += output.replace(/\n+$/, "");
        }
      }
    }
    const isAssignment = /^\w+=/.test(text) && args.length === 0;
    if (isSplit && !isAssignment) args.push(...text.split(/\s+/).filter((item) => item !== ""));
    else args.push(text);
  }
  return args;
}

function* runCommand(
  args: readonly string[],
  world: ProcessWorld,
  vars: Map<string, string>,
): Generator<number, Result> {
  const [program = "", ...rest] = args;
  const assignment = /^(\w+)=([^]*)$/.exec(program);
  if (assignment !== null && rest.length === 0) {
    vars.set(assignment[1] ?? "", assignment[2] ?? "");
    return done(0);
  }
  switch (program.replace(/^\/(usr\/)?bin\//, "")) {
    case "":
    case "true":
    case ":":
      return done(0);
    case "false":
      return done(1);
    case "exit":
      return { code: Number(rest[0] ?? 0) & 255, hasExited: true };
    case "exec":
      return { ...(yield* runCommand(rest, world, vars)), hasExited: true };
    case "echo":
      world.write(rest[0] === "-n" ? rest.slice(1).join(" ") : `${rest.join(" ")}\n`);
      return done(0);
    case "printf":
      world.write(format(rest));
      return done(0);
    case "sleep":
      return yield* sleep(rest);
    case "pause":
      return done(yield* sleepForever());
    case "uname":
      world.write(`${uname(rest, world)}\n`);
      return done(0);
    case "hostname":
      world.write(`${world.hostname}\n`);
      return done(0);
    case "nproc":
      world.write(`${world.kernel.vcpus}\n`);
      return done(0);
    case "cat":
      return cat(rest, world);
    default:
      throw new NotModelled(`the command ${program}`);
  }
}

function* sleep(args: readonly string[]): Generator<number, Result> {
  const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86400 };
  let ms = 0;
  for (const arg of args) {
    const match = /^(\d+(?:\.\d+)?|infinity|inf)([smhd]?)$/.exec(arg);
    if (match === null) throw new NotModelled(`sleep ${arg}`);
    ms += (match[1]?.startsWith("inf") === true ? forever : Number(match[1])) * (units[match[2] || "s"] ?? 1) * 1000;
  }
  yield ms;
  return done(0);
}

function* sleepForever(): Run {
  yield forever;
  return 0;
}

function uname(args: readonly string[], world: ProcessWorld): string {
  const fields = { s: "Linux", n: world.hostname, r: world.kernel.release, v: buildText, m: "x86_64" };
  const asked = args.length === 0 ? "s" : args.map((arg) => arg.replace(/^-/, "")).join("");
  if (!/^[snrvma]+$/.test(asked)) throw new NotModelled(`uname ${args.join(" ")}`);
  const all = asked.includes("a");
  const values = Object.entries(fields).filter(([flag]) => all || asked.includes(flag));
  return [...values.map(([, value]) => value), ...(all ? ["GNU/Linux"] : [])].join(" ");
}

function cat(paths: readonly string[], world: ProcessWorld): Result {
  for (const path of paths) {
    const text = readFile(path, world.kernel, world.now());
    if (text === undefined) throw new NotModelled(`the file ${path}`);
    world.write(text);
  }
  return done(0);
}

/** printf with %s, %d, %% and the escapes \n, \t, \\; the format repeats while arguments are left. */
function format([pattern = "", ...values]: readonly string[]): string {
  const left = [...values];
  let text = "";
  do {
    text += pattern.replace(
      /%([sd%])|\\([nt\\])|%./g,
      (found, kind: string | undefined, escape: string | undefined) => {
        if (escape !== undefined) return { n: "\n", t: "\t" }[escape] ?? "\\";
        if (kind === "%") return "%";
        if (kind === undefined) throw new NotModelled(`printf ${found}`);
        return left.shift() ?? (kind === "d" ? "0" : "");
      },
    );
  } while (left.length > 0 && /%[sd]/.test(pattern));
  return text;
}
