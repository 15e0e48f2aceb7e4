import type { CommandResult } from "./result.js";

/** What `up` made in the simulated Azure, and what it proved there. */
export function demoReport(up: CommandResult): CommandResult {
  return {
    kind: "DemoResult",
    exitReason: up.exitReason,
    changed: false,
    remaining: [],
    data: { simulated: true, up: up.data },
    table: (style) =>
      [
        style.bold("What the simulated Azure now has:"),
        withoutPassing(up.table(style)),
        style.dim("Simulated: nothing was created or billed, and this proves nothing about a real cluster."),
        "",
      ].join("\n"),
  };
}

/** Without what is gone when the demo ends: its kubeconfig, and the commands that would use it. */
function withoutPassing(text: string): string {
  return text.replace(/^kubeconfig:.*\n/m, "").replace(/\n\S*next:\S*\n[\s\S]*$/, "");
}
