import type { KubeObject } from "../../objects/objects.js";
import { compile, isFault, type Expression } from "./cel.js";
import { asPolicy, type Validation } from "./policy-objects.js";

interface CompiledValidation {
  readonly given: Validation;
  readonly expression: Expression;
  readonly message: Expression | undefined;
}
export interface CompiledPolicy {
  readonly conditions: readonly { readonly name: string; readonly text: string; readonly expression: Expression }[];
  readonly variables: readonly { readonly name: string; readonly expression: Expression }[];
  readonly validations: readonly CompiledValidation[];
}

const compiled = new WeakMap<KubeObject, CompiledPolicy>();

/** The expressions of a stored policy, read once. They were read before it was stored, so none has a fault. */
export function compiledPolicy(object: KubeObject): CompiledPolicy {
  const known = compiled.get(object);
  if (known !== undefined) return known;
  const { matchConditions = [], variables = [], validations = [] } = asPolicy(object).spec;
  const made = {
    conditions: matchConditions.map(({ name, expression }) => ({
      name,
      text: expression,
      expression: mustCompile(expression),
    })),
    variables: variables.map(({ name, expression }) => ({ name, expression: mustCompile(expression) })),
    validations: validations.map((given) => ({
      given,
      expression: mustCompile(given.expression ?? ""),
      message: (given.messageExpression ?? "") === "" ? undefined : mustCompile(given.messageExpression ?? ""),
    })),
  };
  compiled.set(object, made);
  return made;
}

function mustCompile(text: string): Expression {
  const result = compile(text);
  if (isFault(result)) throw new Error(`${text}: ${result.text}`);
  return result;
}
