import { Option } from "commander";

/** A flag whose value may also come from the environment. Precedence: flag, environment, default. */
export class Setting extends Option {
  /** Names of environment variables, the first one that is set and not empty wins. */
  environment: readonly string[] = [];
  /** The command cannot run without a value. */
  needed = false;
  private key: string | undefined;

  fromEnvironment(...names: readonly string[]): this {
    this.environment = names;
    return this;
  }

  /** A value is needed, from the flag or the environment. */
  need(): this {
    this.needed = true;
    return this;
  }

  /** Name of the value in the options object, where it is not the flag's own name in camel case (units: `timeoutMs`). */
  as(key: string): this {
    this.key = key;
    return this;
  }

  override attributeName(): string {
    return this.key ?? super.attributeName();
  }
}
