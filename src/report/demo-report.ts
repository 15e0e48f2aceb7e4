import type { KernelComparison } from "../workflows/demo.js";
import type { CommandResult } from "./result.js";
import { formatFields } from "./table.js";

/** What `up` made in the simulated Azure, and what a pod with the new class printed, beside its node's own words. */
export function demoReport(up: CommandResult, { pod, node }: KernelComparison): CommandResult {
  return {
    kind: "DemoResult",
    exitReason: "done",
    changed: false,
    remaining: [],
    data: { simulated: true, up: up.data, kernels: { pod, node } },
    table: (style) =>
      [
        style.bold("What the simulated Azure now has:"),
        withoutPassing(up.table(style)),
        style.bold("A pod with the new RuntimeClass, as its log says, beside the node that it ran on:"),
        formatFields([
          ["pod", pod.name],
          ["  kernel", pod.kernel],
          ["  boot id", pod.bootId],
          ["node", node.name],
          ["  kernel", node.kernel],
          ["  boot id", node.bootId],
        ]),
        style.dim("Simulated: nothing was created or billed, and this proves nothing about a real cluster."),
        "",
      ].join("\n"),
  };
}

/** Without what is gone when the demo ends: its kubeconfig, and the commands that would use it. */
function withoutPassing(text: string): string {
  return text.replace(/^kubeconfig:.*\n/m, "").replace(/\n\S*next:\S*\n[\s\S]*$/, "");
}
