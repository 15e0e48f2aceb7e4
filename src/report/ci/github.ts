import { appendFile } from "node:fs/promises";
import type { Context } from "../../context.js";
import type { CiSystem } from "./ci-report.js";

/**
 * GitHub Actions: annotations as workflow commands, the job summary and the step's outputs through the files that it
 * names (docs.github.com: "Workflow commands for GitHub Actions"). The runner reads commands on both streams; stdout
 * carries results alone.
 */
export function gitHub({ env, stderr, uuid }: Pick<Context, "env" | "stderr" | "uuid">): CiSystem {
  return {
    async publish({ findings, summary, outputs }) {
      for (const { level, title, text } of findings) {
        stderr.write(`::${level} title=${property(title)}::${data(text)}\n`);
      }
      await append(env["GITHUB_STEP_SUMMARY"], `${summary}\n`);
      // A delimiter that no value can contain: a value could otherwise set further outputs.
      const end = `end-${uuid()}`;
      const lines = Object.entries(outputs).map(([name, value]) => `${name}<<${end}\n${value}\n${end}\n`);
      await append(env["GITHUB_OUTPUT"], lines.join(""));
    },
  };

  async function append(file: string | undefined, text: string): Promise<void> {
    if (file === undefined || file === "") return;
    try {
      await appendFile(file, text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      stderr.write(`::warning title=aks-sandbox::${data(`${file} could not be written: ${why}`)}\n`);
    }
  }
}

/** As the runner's own toolkit escapes a message (actions/toolkit, `command.ts`). */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
