import { Command, type Help, type Option } from "commander";
import type { CommandDefinition } from "./commands/command.js";
import { commandEntries, commandGroups, type CommandEntry } from "./commands/index.js";
import { addBaseOptions, type OutputOptions } from "./commands/options.js";
import { Setting } from "./commands/setting.js";
import type { ContextParts } from "./context.js";
import { fillFromEnvironment } from "./commands/environment-values.js";
import { version } from "./version.js";

type Run = (definition: CommandDefinition, options: OutputOptions, args: readonly string[]) => Promise<void>;

/**
 * The commander program for one command line: every command by name and summary, and the one that `argv` names with
 * its flags. Only that one's file is loaded.
 */
export async function buildProgram(argv: readonly string[], parts: ContextParts, run: Run): Promise<Command> {
  const program = new Command("aks-sandbox");
  program
    .description("Makes and keeps sandboxed node pools on Azure Kubernetes Service.")
    .version(version, "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .exitOverride()
    .configureHelp({ optionDescription })
    .configureOutput({
      writeOut: (text) => {
        parts.stdout.write(text);
      },
      // Errors are shown by cli.ts alone; help that commander would show with an error is left out.
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => (parts.stdout.isTTY ? Math.min(parts.stdout.columns, 120) : 100),
      getOutHasColors: () => false,
    });
  const wanted = wantedEntry(argv);
  for (const entry of commandEntries) {
    const command = parentOf(entry, program).command(entry.name.split(" ").at(-1) ?? "");
    command.summary(entry.summary);
    if (entry === wanted) addDefinition(command, await entry.load(), parts, run);
  }
  return program;
}

function addDefinition(command: Command, definition: CommandDefinition, parts: ContextParts, run: Run): void {
  command.description(definition.description ?? definition.summary);
  definition.configure(command);
  addBaseOptions(command);
  const examples = definition.examples ?? [];
  if (examples.length > 0)
    command.addHelpText("after", `\nExamples:\n${examples.map((line) => `  ${line}`).join("\n")}`);
  command.action(async () => {
    fillFromEnvironment(command, parts.env);
    await run(definition, command.opts<OutputOptions>(), command.args);
  });
}

/** The command that the first words of the line name. Flags come after the command's words. */
function wantedEntry(argv: readonly string[]): CommandEntry | undefined {
  const words = argv[0] === "help" ? argv.slice(1) : argv;
  return commandEntries.find((entry) => entry.name.split(" ").every((word, index) => words[index] === word));
}

function parentOf(entry: CommandEntry, program: Command): Command {
  const [group, word] = entry.name.split(" ");
  if (group === undefined || word === undefined) return program;
  const existing = program.commands.find((command) => command.name() === group);
  return existing ?? program.command(group).summary(commandGroups[group] ?? "");
}

function optionDescription(this: Help, option: Option): string {
  const notes: string[] = [];
  if (option.argChoices !== undefined) notes.push(option.argChoices.join("|"));
  if (typeof option.defaultValue === "string") notes.push(`default: ${option.defaultValue}`);
  if (option instanceof Setting) {
    if (option.needed) notes.push("required");
    if (option.environment.length > 0) notes.push(`env: ${option.environment.join(", ")}`);
  }
  return notes.length === 0 ? option.description : `${option.description} (${notes.join("; ")})`;
}
