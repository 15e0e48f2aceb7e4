import { isObject, type Json, type JsonObject } from "../objects/json.js";

/**
 * A set of field paths, as `metadata.managedFields[].fieldsV1` writes it. Elements of a path: `f:name` (member),
 * `k:{"key":"value"}` (list item by its keys), `v:value` (item of a set). `member` tells whether the path that ends
 * here is itself in the set.
 */
export class FieldSet {
  readonly children = new Map<string, FieldSet>();
  member = false;

  static fromFieldsV1(fields: JsonObject): FieldSet {
    const set = new FieldSet();
    for (const [element, below] of Object.entries(fields)) {
      if (element === ".") set.member = true;
      else if (isObject(below)) {
        const child = FieldSet.fromFieldsV1(below);
        if (Object.keys(below).length === 0) child.member = true;
        set.children.set(element, child);
      }
    }
    return set;
  }

  toFieldsV1(): { [key: string]: Json } {
    const result: { [key: string]: Json } = {};
    if (this.member && this.children.size > 0) result["."] = {};
    for (const element of [...this.children.keys()].sort()) {
      const child = this.children.get(element);
      if (child?.isEmpty() === false) result[element] = child.toFieldsV1();
    }
    return result;
  }

  /** The set one element further down, made when there is none. */
  at(element: string): FieldSet {
    const found = this.children.get(element);
    if (found !== undefined) return found;
    const made = new FieldSet();
    this.children.set(element, made);
    return made;
  }

  isEmpty(): boolean {
    return !this.member && [...this.children.values()].every((child) => child.isEmpty());
  }

  union(other: FieldSet): FieldSet {
    return this.#combine(other, (a, b) => a || b);
  }

  difference(other: FieldSet): FieldSet {
    return this.#combine(other, (a, b) => a && !b);
  }

  intersection(other: FieldSet): FieldSet {
    return this.#combine(other, (a, b) => a && b);
  }

  /** Without the given paths and everything below them. */
  without(paths: readonly (readonly string[])[]): FieldSet {
    const result = this.union(new FieldSet());
    for (const path of paths) {
      let parent: FieldSet | undefined = result;
      for (const element of path.slice(0, -1)) parent = parent?.children.get(element);
      parent?.children.delete(path.at(-1) ?? "");
    }
    return result;
  }

  /** Every path in the set, in the order of its elements, as the API server prints it: `.spec.containers[name="c"].image`. */
  paths(prefix = ""): string[] {
    const below = [...this.children.keys()]
      .sort()
      .flatMap((element) => this.children.get(element)?.paths(prefix + printElement(element)) ?? []);
    return this.member ? [prefix, ...below] : below;
  }

  #combine(other: FieldSet, rule: (mine: boolean, theirs: boolean) => boolean): FieldSet {
    const result = new FieldSet();
    result.member = rule(this.member, other.member);
    for (const element of new Set([...this.children.keys(), ...other.children.keys()])) {
      const child = (this.children.get(element) ?? empty).#combine(other.children.get(element) ?? empty, rule);
      if (!child.isEmpty()) result.children.set(element, child);
    }
    return result;
  }
}

const empty = new FieldSet();

/** `.name`, `[=value]` or `[key="value"]` */
export function printElement(element: string): string {
  const text = element.slice(2);
  if (element.startsWith("f:")) return `.${text}`;
  if (element.startsWith("v:")) return `[=${text}]`;
  const keys: unknown = JSON.parse(text);
  if (!isObject(keys)) return `[${text}]`;
  const pairs = Object.entries(keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return `[${pairs.join(",")}]`;
}
