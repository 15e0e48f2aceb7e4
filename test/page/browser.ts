import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, type TestContext } from "node:test";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

/** `AKS_SANDBOX_CHROMIUM`, else `chromium` on PATH, else undefined. */
function findChromium(): string | undefined {
  const named = process.env["AKS_SANDBOX_CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "chromium")).find((path) => existsSync(path));
}

export const needsChromium = { skip: findChromium() === undefined ? "no chromium on PATH" : false };

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong in the browser: script errors, refusals of the page's policy, failed requests. */
  readonly complaints: readonly string[];
  /** Every address that the page asked. */
  readonly addresses: readonly string[];
}

/** One browser for the tests of a file; each page has a context of its own, closed after its test. */
export function useBrowser(): (
  t: TestContext,
  url: string,
  options?: BrowserContextOptions & { readonly width?: number; readonly height?: number },
) => Promise<OpenedPage> {
  let browser: Browser | undefined;
  before(async () => {
    const executablePath = findChromium();
    // The sandbox of the browser cannot be had as root; it opens pages of ours alone.
    if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  });
  after(() => browser?.close());
  return async (t, url, { width = 1280, height = 900, ...options } = {}) => {
    if (browser === undefined) throw new Error("no browser");
    // The certificate is of a test CA that the browser does not know.
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width, height }, ...options });
    t.after(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const complaints: string[] = [];
    const addresses: string[] = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
    });
    page.on("request", (request) => addresses.push(request.url()));
    await page.goto(`${url}/`);
    await page.getByText("live", { exact: true }).waitFor();
    return { page, complaints, addresses };
  };
}
