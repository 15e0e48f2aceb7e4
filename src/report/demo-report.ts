import type { KernelComparison } from "../workflows/demo.js";
import type { CommandResult } from "./result.js";
import { formatTable } from "./table.js";

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
        up.table(style).replace(/\nnext:[\s\S]*$|\n\S*next:\S*\n[\s\S]*$/, ""),
        style.bold("A pod with the new RuntimeClass, as its log says, beside the node that it ran on:"),
        formatTable(
          ["", "name", "kernel", "boot id"],
          [
            ["pod", pod.name, pod.kernel, pod.bootId],
            ["node", node.name, node.kernel, node.bootId],
          ],
          style.width,
        ),
        style.dim("Simulated: nothing was created or billed, and this proves nothing about a real cluster."),
        "",
      ].join("\n"),
  };
}
