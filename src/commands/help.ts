import { Argument } from "commander";
import { topics } from "../help/topics.js";
import type { CommandDefinition } from "./command.js";

/** `help TOPIC`; `help COMMAND` is the same as `COMMAND --help` and never gets here. */
export const help: CommandDefinition = {
  name: "help",
  summary: "Show help on a command or a topic",
  description: [
    "Shows help on a command, or on a topic:",
    "",
    ...topics.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`),
  ].join("\n"),
  examples: ["aks-sandbox help exit-codes", "aks-sandbox help pool add"],
  configure: (command) => {
    command.addArgument(new Argument("<topic>", "a topic or a command").choices(topics.map(({ name }) => name)));
  },
  run: async (context, _options, [name]) => {
    const topic = topics.find((each) => each.name === name);
    if (topic !== undefined) context.stdout.write(await topic.text(context.runtimes));
    return undefined;
  },
};
