import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

interface PageDocument {
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

let made: PageDocument | undefined;

/**
 * One HTML page out of `templates/page/`: markup, style and script, nothing from elsewhere. Its Content-Security-Policy
 * names the hashes of exactly these two, so no text on the page can become script.
 */
export function pageDocument(): PageDocument {
  made ??= makeDocument();
  return made;
}

function makeDocument(): PageDocument {
  const folder = pageFolder();
  const [markup, style, script] = ["page.html", "page.css", "page.js"].map((name) =>
    readFileSync(join(folder, name), "utf8"),
  );
  if (markup === undefined || style === undefined || script === undefined) throw new Error(`no page in ${folder}`);
  const text = markup
    .replace("<!-- style -->", () => `<style>${style}</style>`)
    .replace("<!-- script -->", () => `<script>${script}</script>`);
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return {
    text,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    },
  };
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

/** The program runs from `dist/`, the tests from `build/`; `templates/` lies beside both. */
function pageFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const found = join(folder, "templates", "page");
    if (existsSync(join(found, "page.html"))) return found;
    if (dirname(folder) === folder) throw new Error(`no templates/page above ${start}`);
  }
}
