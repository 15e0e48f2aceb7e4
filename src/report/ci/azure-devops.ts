import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "../../context.js";
import type { CiSystem } from "./ci-report.js";

/**
 * Azure Pipelines: issues, summary and variables as logging commands (learn.microsoft.com: "Logging commands"). Output
 * variables are `aksSandbox.<name>` of the step; the summary goes through a file in the agent's temporary folder. The
 * documentation speaks of stdout; the agent hands each line of both streams to its commands (microsoft/azure-pipelines-agent,
 * `NodeHandler.cs`: OutputDataReceived and ErrorDataReceived share `OnDataReceived`), and the Bash task passes a script's
 * stderr on to its own stdout (microsoft/azure-pipelines-tasks, `BashV3/bash.ts`: `errStream: process.stdout`).
 */
export function azureDevOps({ env, stderr, uuid }: Pick<Context, "env" | "stderr" | "uuid">): CiSystem {
  const command = (name: string, properties: Readonly<Record<string, string>>, text: string) => {
    const given = Object.entries(properties).map(([key, value]) => `${key}=${property(value)};`);
    stderr.write(`##vso[${[name, given.join("")].join(" ")}]${data(text)}\n`);
  };
  return {
    async publish({ findings, summary, outputs }) {
      for (const { level, title, text } of findings) command("task.logissue", { type: level }, `${title}: ${text}`);
      for (const [name, value] of Object.entries(outputs)) {
        command("task.setvariable", { variable: `aksSandbox.${name}`, isOutput: "true" }, value);
      }
      const folder = env["AGENT_TEMPDIRECTORY"];
      if (folder === undefined || folder === "") return;
      const file = join(folder, `aks-sandbox-${uuid()}.md`);
      try {
        await writeFile(file, `${summary}\n`);
        stderr.write(`##vso[task.uploadsummary]${data(file)}\n`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        command("task.logissue", { type: "warning" }, `${file} could not be written: ${why}`);
      }
    },
  };
}

/** As the agent unescapes them (microsoft/azure-pipelines-agent, `Command.cs`). */
function data(text: string): string {
  return text.replaceAll("%", "%AZP25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(";", "%3B").replaceAll("]", "%5D");
}
