import assert from "node:assert/strict";
import { suite, test, type TestContext } from "node:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { armClient, clusterBody, clusterPath, makeGroup, send } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { createSimulator } from "../../src/simulator/create-simulator.js";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.js";
import { needsChromium, useBrowser } from "./browser.js";
import { busyAzure, hostileText } from "./scenario.js";

async function started(t: TestContext, options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await createSimulator({ speed: "manual", startMs: Date.UTC(2026, 0, 5, 9), ...options });
  t.after(() => simulator.close());
  return simulator;
}

/** What an expression in the page comes to. Our own sources know no browser's names. */
const inPage = <Value>(page: Page, expression: string): Promise<Value> => page.evaluate<Value>(expression);

const row = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

suite("the page of the local Azure, in a browser", needsChromium, () => {
  const open = useBrowser();

  test("without anything it says so, and what is created appears by itself, as it comes about", async (t) => {
    const simulator = await started(t);
    const { page, complaints } = await open(t, simulator.url);
    await page.getByText("No operation yet.").waitFor();
    await page.getByText("No cluster yet.").waitFor();
    const arm = await armClient(simulator);
    await makeGroup(arm);
    await arm("PUT", clusterPath("tenants-rg", "tenants"), { body: clusterBody() });
    await row(page, "tenants Creating cluster, running for 0 s").waitFor();
    await page.getByRole("heading", { name: "tenants" }).waitFor();
    simulator.advance(150_000);
    await row(page, "tenants Creating cluster, running for 2 min 30 s").waitFor();
    await page.getByText("09:02:30").waitFor();
    simulator.advance(1_200_000);
    await row(page, "tenants Creating cluster, succeeded after").waitFor();
    await page.getByRole("img", { name: "nodes: 2/2 ready" }).waitFor();
    assert.equal(await page.locator(".nodes i.ready").count(), 2);
    assert.deepEqual(complaints, []);
  });

  test("the timeline is true to time: bars begin, last and line up as the operations did", async (t) => {
    const simulator = await started(t);
    await busyAzure(simulator);
    const { page } = await open(t, simulator.url);
    const bars = await inPage<{ name: string; x: number; width: number }[]>(
      page,
      `[...document.querySelectorAll(".row")].map((row) => {
        const { x, width } = row.querySelector(".stages").getBoundingClientRect();
        return { name: row.querySelector(".label").textContent, x, width };
      })`,
    );
    const state = (await send(simulator, "GET", "/page/state")).body as unknown as {
      nowMs: number;
      operations: { verb: string; cluster: string; pool?: string; startMs: number; endMs?: number }[];
    };
    const placed = state.operations.map(({ verb, cluster, pool, startMs, endMs = state.nowMs }) => {
      const of = pool === undefined ? cluster : `${cluster} / ${pool}`;
      const name = `${of} ${verb} ${pool === undefined ? "cluster" : "node pool"},`;
      const bar = bars.find((one) => one.name.startsWith(name)) ?? assert.fail(`no bar ${name}`);
      return { ...bar, startMs, lengthMs: endMs - startMs };
    });
    assert.equal(placed.length, 8);
    // One scale for all: pixels by time, fitted on the widest apart.
    const first = placed.reduce((a, b) => (a.startMs <= b.startMs ? a : b));
    const last = placed.reduce((a, b) => (a.startMs > b.startMs ? a : b));
    const pixelsPerMs = (last.x - first.x) / (last.startMs - first.startMs);
    for (const bar of placed) {
      assert.ok(Math.abs(bar.x - first.x - (bar.startMs - first.startMs) * pixelsPerMs) < 1, bar.name);
      assert.ok(Math.abs(bar.width - Math.max(5, bar.lengthMs * pixelsPerMs)) < 1, bar.name);
    }
    const nowX = await inPage<number>(page, `document.getElementById("now").getBoundingClientRect().x + 1`);
    assert.ok(Math.abs(nowX - first.x - (state.nowMs - first.startMs) * pixelsPerMs) < 1.5);
  });

  test("details open by mouse and by keyboard, hold the stages, and show a hostile text as text", async (t) => {
    const simulator = await started(t);
    await busyAzure(simulator);
    const { page, complaints } = await open(t, simulator.url);
    const failed = row(page, "shop / untrusted Creating node pool, failed");
    await failed.click();
    await page.getByText(`CapacityGone: ${hostileText}`).waitFor();
    assert.equal(await failed.getAttribute("aria-expanded"), "true");
    await failed.click();
    assert.equal(await page.locator(".details").count(), 0);
    const sandbox = row(page, "tenants / sandbox Creating node pool, succeeded");
    await sandbox.focus();
    await page.keyboard.press("Enter");
    const stages = await page.locator(".details tbody tr td:first-child").allTextContents();
    assert.deepEqual(stages, [
      "InProgress",
      ...[0, 1, 2, 3].map((done) => `CreatingAgentPool: ${done}/3 nodes completed`),
    ]);
    // It stays open, and keeps the focus, while the page goes on.
    simulator.advance(600_000);
    await row(page, "shop / builds2 Creating node pool, succeeded").waitFor();
    assert.equal(await page.locator(".details").count(), 1);
    assert.match(await inPage<string>(page, "document.activeElement.textContent"), /sandbox/);
    assert.equal(await page.title(), "Local Azure");
    assert.deepEqual(complaints, []);
  });

  test("the span of time can be chosen", async (t) => {
    const simulator = await started(t);
    await busyAzure(simulator);
    const { page } = await open(t, simulator.url);
    assert.equal(await page.locator(".row").count(), 8);
    await page.getByText("15 min", { exact: true }).click();
    assert.equal(await page.locator(".row").count(), 4);
    simulator.advance(20 * 60_000);
    await page.getByText("No operation in this span of time.").waitFor();
    await page.getByText("All", { exact: true }).click();
    assert.equal(await page.locator(".row").count(), 8);
  });

  test("it asks nobody else, says nothing secret, and lets no foreign script in", async (t) => {
    const simulator = await started(t);
    await busyAzure(simulator);
    const { page, addresses } = await open(t, simulator.url);
    assert.ok(addresses.length >= 2 && addresses.every((address) => address.startsWith(`${simulator.url}/`)));
    const served = [await send(simulator, "GET", "/"), await send(simulator, "GET", "/page/state?limit=100")];
    for (const { text } of served) {
      for (const secret of [simulator.clientSecret, simulator.expiredClientSecret, "PRIVATE KEY", "eyJ", "token:"]) {
        assert.ok(!text.includes(secret), secret);
      }
    }
    const policy = String(served[0]?.headers["content-security-policy"]);
    assert.match(policy, /^default-src 'none'; style-src 'sha256-\S+'; script-src 'sha256-\S+'; connect-src 'self';/);
    const script = `Object.assign(document.createElement("script"), { textContent: "document.title='owned'" })`;
    const isBlocked = await inPage<boolean>(page, `document.body.append(${script}), document.title !== "owned"`);
    assert.equal(isBlocked, true);
  });

  for (const [width, colorScheme] of [
    [360, "light"],
    [360, "dark"],
    [768, "light"],
    [1600, "light"],
    [1600, "dark"],
  ] as const) {
    test(`at ${width} pixels, ${colorScheme}: nothing is cut off, and the accessibility rules hold`, async (t) => {
      const simulator = await started(t);
      await busyAzure(simulator);
      const { page } = await open(t, simulator.url, { width, colorScheme, bypassCSP: true });
      await row(page, /shop \/ untrusted Creating node pool ?, failed/).click();
      const wide = await inPage<string[]>(
        page,
        `[...document.querySelectorAll("main *")]
          .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .map((element) => element.outerHTML.slice(0, 100))`,
      );
      assert.deepEqual(wide, []);
      await page.addScriptTag({ content: axe.source });
      const found = await inPage<readonly Violation[]>(page, "axe.run().then((result) => result.violations)");
      assert.deepEqual(
        found.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html.slice(0, 120))]),
        [],
      );
    });
  }

  test("a thousand clusters of ten pools: a page of them at a time, found by name", { timeout: 240_000 }, async (t) => {
    const simulator = await started(t, {
      durations: "none",
      throttling: "off",
      kubernetes: createNullBackend().factory,
    });
    const arm = await armClient(simulator);
    await makeGroup(arm);
    const pools = Array.from({ length: 10 }, (_, index) => ({
      name: `pool${index}`,
      mode: index === 0 ? "System" : "User",
      count: 1,
      vmSize: "Standard_D4s_v3",
      osSKU: "AzureLinux",
    }));
    const body = clusterBody({ agentPoolProfiles: pools });
    const names = Array.from({ length: 1000 }, (_, index) => `tenant-${String(index).padStart(4, "0")}`);
    while (names.length > 0) {
      const made = names.splice(0, 25).map((name) => arm("PUT", clusterPath("tenants-rg", name), { body }));
      for (const { status, text } of await Promise.all(made)) assert.equal(status, 201, text);
    }
    const state = await send(simulator, "GET", "/page/state");
    assert.ok(state.text.length < 400_000, `${state.text.length} characters`);
    const { page } = await open(t, simulator.url);
    await page.getByText("1 to 24 of 1,000").waitFor();
    assert.equal(await page.getByRole("heading", { level: 3 }).count(), 24);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText("25 to 48 of 1,000").waitFor();
    await page.getByRole("searchbox").fill("tenant-0777");
    await page.getByRole("heading", { name: "tenant-0777" }).waitFor();
    assert.equal(await page.getByRole("heading", { level: 3 }).count(), 1);
    await page.getByRole("searchbox").fill("nobody");
    await page.getByText("No cluster of this name, group or region.").waitFor();
    assert.equal(await page.locator(".row").count(), 20);
    await page.getByRole("button", { name: "Show more" }).click();
    assert.equal(await page.locator(".row").count(), 100);
  });

  test("when the local Azure is gone, it says so", async (t) => {
    const simulator = await started(t);
    const { page } = await open(t, simulator.url);
    await simulator.close();
    await page.getByText("no answer, trying again").waitFor();
  });
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}
