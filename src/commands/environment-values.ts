import { CommanderError, type Command } from "commander";
import type { Context } from "../context.js";
import { usageError } from "../errors.js";
import { Setting } from "./setting.js";

/**
 * Gives each flag that was not on the command line the value of its environment variable, by the flag's own checks,
 * then requires the values that are needed. Throws a usage error that names the variable or the flag.
 */
export function fillFromEnvironment(command: Command, env: Context["env"]): void {
  for (const option of command.options) {
    if (!(option instanceof Setting)) continue;
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source === undefined || source === "default") {
      const variable = option.environment.find((name) => (env[name] ?? "") !== "");
      const text = variable === undefined ? undefined : env[variable];
      if (variable !== undefined && text !== undefined) {
        command.setOptionValueWithSource(key, parsed(option, variable, text), "env");
      }
    }
    if (option.needed && command.getOptionValue(key) === undefined) throw missing(option);
  }
}

function parsed(option: Setting, variable: string, text: string): unknown {
  if (option.parseArg === undefined) return text;
  try {
    return option.parseArg<unknown>(text, undefined);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw usageError(
      "InvalidValue",
      `the environment variable ${variable} is "${text}", which is invalid. ${error.message}`,
    );
  }
}

function missing(option: Setting) {
  const [variable] = option.environment;
  return usageError(
    "MissingOption",
    `${option.long ?? option.flags} is needed`,
    `pass ${option.flags}${variable === undefined ? "" : `, or set ${variable}`}`,
  );
}
