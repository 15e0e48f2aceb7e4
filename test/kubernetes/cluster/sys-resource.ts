import { readFileSync } from "node:fs";

/** Root without CAP_SYS_RESOURCE may not lower a process's OOM score; containers, and some CI machines, leave it out. */
export function lacksSysResource(): boolean {
  const mask = /^CapEff:\s*([0-9a-f]+)/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> 24n) & 1n) === 0n;
}
