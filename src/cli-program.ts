import { Command, Option, type Help } from "commander";
import type { CommandDefinition } from "./commands/command.js";
import { fillFromEnvironment } from "./commands/environment-values.js";
import { commandGroups, type CommandEntry } from "./commands/index.js";
import { addBaseOptions, generalHeading, type OutputOptions } from "./commands/options.js";
import { Setting } from "./commands/setting.js";
import type { ContextParts } from "./context.js";
import { topics } from "./help/topics.js";
import { version } from "./version.js";

/** What runs a command whose line was understood. */
export type RunDefinition = (
  definition: CommandDefinition,
  options: OutputOptions,
  args: readonly string[],
) => Promise<void>;

/**
 * The commander program for one command line: every command by name and summary, and the one that `line` names with
 * its flags. Only that one's file is loaded.
 */
export async function buildProgram(
  line: readonly string[],
  entries: readonly CommandEntry[],
  parts: ContextParts,
  run: RunDefinition,
): Promise<Command> {
  const program = new Command("aks-sandbox");
  program
    .description("Makes and keeps sandboxed node pools on Azure Kubernetes Service.")
    .usage("COMMAND [options]")
    .optionsGroup(generalHeading)
    .version(version, "-V, --version", "show the version")
    .addHelpOption(new Option("-h, --help", "show this help").helpGroup(generalHeading))
    .addHelpText("after", () => topicList())
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => {
        parts.stdout.write(text);
      },
      // Errors are shown by cli.ts alone.
      writeErr: () => undefined,
      outputError: () => undefined,
      // The same in every log and file, whatever the terminal's width was.
      getOutHelpWidth: () => (parts.stdout.isTTY ? Math.min(parts.stdout.columns, 120) : 100),
      getOutHasColors: () => false,
    });
  const wanted = wantedEntry(line, entries);
  for (const entry of entries) {
    const command = parentOf(entry, program).command(entry.name.split(" ").at(-1) ?? "");
    command.summary(entry.summary);
    if (entry === wanted) addDefinition(command, await entry.load(), parts, run);
  }
  return program;
}

/** The command that the first words of the line name, with the most words. Flags come after the command's words. */
export function wantedEntry(line: readonly string[], entries: readonly CommandEntry[]): CommandEntry | undefined {
  const words = ({ name }: CommandEntry) => name.split(" ");
  return entries
    .filter((entry) => words(entry).every((word, index) => line[index] === word))
    .sort((a, b) => words(b).length - words(a).length)[0];
}

/**
 * The line in its plain form: nothing, and a group alone, ask for help; `help COMMAND` is `COMMAND --help`. A topic's
 * name goes before a command's.
 */
export function plainLine(argv: readonly string[], entries: readonly CommandEntry[]): readonly string[] {
  const [first, ...rest] = argv;
  if (first === undefined || (first === "help" && rest.length === 0)) return ["--help"];
  if (first === "help" && entries.some(({ name }) => name.split(" ")[0] === rest[0]) && rest[0] !== "help") {
    return [...rest.filter((word) => word !== "--help"), "--help"];
  }
  const isGroup =
    entries.some(({ name }) => name.startsWith(`${first} `)) && !entries.some(({ name }) => name === first);
  return isGroup && rest.length === 0 ? [first, "--help"] : argv;
}

function addDefinition(command: Command, definition: CommandDefinition, parts: ContextParts, run: RunDefinition): void {
  command.description(definition.description ?? definition.summary);
  definition.configure(command);
  addBaseOptions(command);
  const examples = definition.examples ?? [];
  if (examples.length > 0) {
    command.addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
  }
  command.action(async () => {
    fillFromEnvironment(command, parts.env);
    await run(definition, command.opts<OutputOptions>(), command.args);
  });
}

function parentOf(entry: CommandEntry, program: Command): Command {
  const [group, word] = entry.name.split(" ");
  if (group === undefined || word === undefined) return program;
  const existing = program.commands.find((command) => command.name() === group);
  if (existing !== undefined) return existing;
  const summary = commandGroups[group] ?? "";
  return program.command(group).usage("COMMAND [options]").summary(summary).description(`${summary}.`);
}

function topicList(): string {
  const rows = topics.map(({ name, summary }) => `  ${name.padEnd(16)}${summary}`);
  return `\nTopics (aks-sandbox help TOPIC):\n${rows.join("\n")}`;
}

function optionDescription(this: Help, option: Option): string {
  const notes: string[] = [];
  if (option.argChoices !== undefined) notes.push(option.argChoices.join("|"));
  if (typeof option.defaultValue === "string" || typeof option.defaultValue === "number") {
    notes.push(`default: ${option.defaultValue}`);
  }
  if (option instanceof Setting) {
    if (option.needed) notes.push("needed");
    if (option.environment.length > 0) notes.push(`env: ${option.environment.join(", ")}`);
  }
  return notes.length === 0 ? option.description : `${option.description} (${notes.join("; ")})`;
}
