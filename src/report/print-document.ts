import { stringify } from "yaml";
import type { TextStream } from "../context.js";

/** Writes a document as JSON (indented by two) or YAML, with a line break at the end. */
export function printDocument(document: object, format: "json" | "yaml", stream: TextStream): void {
  const json = JSON.stringify(document, undefined, 2);
  if (format === "json") {
    stream.write(`${json}\n`);
    return;
  }
  // By way of JSON, so that both forms hold exactly the same values (undefined fields left out, toJSON obeyed).
  stream.write(stringify(JSON.parse(json), { lineWidth: 0 }));
}
