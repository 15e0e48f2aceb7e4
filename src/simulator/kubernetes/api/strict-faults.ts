import { LineCounter, parseDocument } from "yaml";
import { memberPlaces } from "../objects/go-json.js";

/**
 * What strict decoding finds wrong in a body, in the order of its text: members that no type has and members that are there
 * twice. `unknown` are the paths of the former.
 */
export function strictFaults(text: string, isYaml: boolean, unknown: readonly string[]): string[] {
  const unknownTexts = unknown.map((path) => `unknown field "${path}"`);
  if (isYaml) return [...yamlDuplicates(text), ...unknownTexts];
  const { duplicates, places } = memberPlaces(text);
  const found = [
    ...unknown.map((path, index) => ({ text: unknownTexts[index] ?? "", at: places.get(path) ?? 0 })),
    ...duplicates.map(({ path, at }) => ({ text: `duplicate field "${path}"`, at })),
  ];
  return found.sort((a, b) => a.at - b.at).map((fault) => fault.text);
}

/** The YAML decoder's words: all its faults are one. */
function yamlDuplicates(text: string): string[] {
  const lineCounter = new LineCounter();
  const { errors } = parseDocument(text, { logLevel: "error", lineCounter });
  const lines = errors
    .filter(({ code }) => code === "DUPLICATE_KEY")
    .map(({ pos }) => {
      const key = /^["']?([^"':\s]+)/.exec(text.slice(pos[0]))?.[1] ?? "";
      return `  line ${lineCounter.linePos(pos[0]).line}: key "${key}" already set in map`;
    });
  return lines.length === 0 ? [] : [`yaml: unmarshal errors:\n${lines.join("\n")}`];
}
