import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { XMLParser } from "fast-xml-parser";
import { SyntaxValidator } from "fast-xml-validator";
import { validateXML } from "xmllint-wasm";
import { judgeNode } from "../../src/proof/judge-node.js";
import type { Proof } from "../../src/proof/prove.js";
import { ciSystem } from "../../src/report/ci/ci-system.js";
import { junit } from "../../src/report/junit.js";
import { proofReport } from "../../src/report/proof-report.js";
import { printDocument } from "../../src/report/print-document.js";
import { resultDocument } from "../../src/report/result-document.js";
import { createStyle } from "../../src/terminal/style.js";
import { recordedStream, testContext } from "../helpers/context.js";
import { assertGolden } from "../helpers/golden.js";
import { evidence, goodNode, nodeReading, probe } from "../proof/evidence.js";

const server = "https://tenants.example:443";

/** Three nodes, one of each verdict, with texts that try to break out of what they are put into. */
const nodes = [
  judgeNode(evidence()),
  judgeNode(evidence({ node: { ...goodNode, name: "node-2" }, sandbox: probe("sandbox", { reading: nodeReading }) })),
  judgeNode(
    evidence({
      node: { ...goodNode, name: "node-3" },
      sandbox: probe("sandbox", {
        reading: undefined,
        problem: {
          kind: "refused",
          cause: "the cluster does not admit the pod",
          event:
            'webhook "a|b" said: 100% <b>no</b> ]]> & \u001b[31m\n::error::forged\n##vso[task.complete result=Succeeded;]x',
          cure: "run verify in a namespace that admits it: --namespace NAME",
        },
      }),
    }),
  ),
];

const proof: Proof = {
  verdict: "not isolated",
  reason: `1 of 3 nodes not isolated: node-2: ${nodes[1]?.reason ?? ""}`,
  event: "said \u001b[31m\n::error::forged\n##vso[task.complete result=Succeeded;]",
  cure: nodes[1]?.cure,
  runtimeClassName: "aks-sandbox",
  runtimeClass: {
    name: "aks-sandbox",
    uid: "class-uid",
    resourceVersion: "7",
    handler: "kata",
    labels: {},
    annotations: {},
    nodeSelector: { "aks-sandbox/runtime": "pod-sandboxing" },
    tolerations: [],
    overhead: { memory: "600Mi" },
    fieldManagers: ["aks-sandbox"],
  },
  nodes,
  of: 4,
  warnings: [{ id: "pool-not-tainted", text: "1 node carries no taint: 100%\n::error::forged", cure: "taint it" }],
  skippedPools: [],
  nonce: "00000000-0000-4000-8000-00000000000a",
  kubernetesVersion: "v1.35.4",
  startedAt: "2026-11-02T08:00:00.000Z",
  endedAt: "2026-11-02T08:00:12.500Z",
};
const report = proofReport(proof, server);

async function publish(t: TestContext, env: Record<string, string>, file: (folder: string) => Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-ci-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const context = testContext({ env: { ...env, ...file(folder) } });
  assert.ok(report.ci !== undefined);
  await ciSystem(context)?.publish(report.ci);
  return { log: context.stderr.text(), folder, stdout: context.stdout.text() };
}

describe("a proof, as it is shown", () => {
  it("at a terminal of 80 columns, and in a log", async () => {
    const terminal = recordedStream({ isTTY: true, columns: 80 });
    await assertGolden(report.table(createStyle(terminal, {}, true)), "test/golden/verify-terminal.txt");
    const log = report.table(createStyle(recordedStream(), {}, true));
    assert.ok(!log.includes("\u001b"));
    assert.doesNotMatch(log, /^\s*::|##vso\[/m);
    await assertGolden(log, "test/golden/verify-log.txt");
  });

  it("as a JSON document", async () => {
    const stdout = recordedStream();
    printDocument(resultDocument(report), "json", stdout);
    const { version: _version, ...document } = JSON.parse(stdout.text()) as Record<string, unknown>;
    await assertGolden(`${JSON.stringify(document, undefined, 2)}\n`, "test/golden/verify.json");
  });
});

describe("a proof as JUnit XML", () => {
  const text = junit(proof, server);

  it("is the golden file, which is well-formed", async () => {
    assert.equal(SyntaxValidator.validate(text), true);
    assert.throws(() => SyntaxValidator.validate(text.replace("</failure>", "")));
    await assertGolden(text, "test/golden/verify.junit.xml");
  });

  it("is valid by Jenkins' XML Schema", async () => {
    const schema = await readFile(new URL("../../../test/fixtures/jenkins-junit.xsd", import.meta.url), "utf8");
    const isValid = async (contents: string) => {
      const { valid, errors } = await validateXML({ xml: [{ fileName: "junit.xml", contents }], schema: [schema] });
      return [valid, errors.map(({ message }) => message)];
    };
    assert.deepEqual(await isValid(text), [true, []]);
    for (const [from, to] of [
      ["<testcase ", "<test "],
      [' name="total"', ""],
      ["<properties>", "<properties><extra/>"],
    ] as const) {
      assert.equal((await isValid(text.replaceAll(from, to)))[0], false, from);
    }
  });

  it("keeps to Ant's schema, as CI systems read it: elements, their order, attributes, counts", () => {
    checkJunit(text);
  });

  it("has a test case a node and the total, and a failure for each that is not isolated", () => {
    const cases = parse(text)
      .flatMap(children("testsuites"))
      .flatMap(children("testsuite"))
      .filter((node) => "testcase" in node);
    assert.deepEqual(
      cases.map((each) => [
        attributes(each)["name"],
        children("testcase")(each)
          .filter((node) => "failure" in node)
          .map((node) => attributes(node)["type"]),
      ]),
      [
        ["node-1", []],
        ["node-2", ["not isolated"]],
        ["node-3", ["not proven"]],
        ["total", ["not isolated"]],
      ],
    );
  });

  it("can be told from one that does not keep to it", () => {
    assert.throws(() => {
      checkJunit(text.replace('tests="4"', 'tests="5"'));
    });
    assert.throws(() => {
      checkJunit(text.replace("<properties>", "<extra/><properties>"));
    });
    assert.throws(() => {
      checkJunit(text.replace('name="total"', 'title="total"'));
    });
  });
});

describe("a proof in CI", () => {
  it("of GitHub: annotations, job summary, outputs; nothing on stdout, and nothing forged", async (t) => {
    const { log, folder, stdout } = await publish(t, { GITHUB_ACTIONS: "true" }, (where) => ({
      GITHUB_STEP_SUMMARY: join(where, "summary"),
      GITHUB_OUTPUT: join(where, "output"),
    }));
    assert.equal(stdout, "");
    assert.equal(log.split("\n").filter((line) => line.startsWith("::error")).length, 2);
    const files = await Promise.all(["summary", "output"].map((name) => readFile(join(folder, name), "utf8")));
    await assertGolden([log, ...files].join("--- file\n"), "test/golden/verify.github.txt");
  });

  it("of GitHub, whose files cannot be written: said, and no more", async (t) => {
    const { log } = await publish(t, { GITHUB_ACTIONS: "true" }, (where) => ({
      GITHUB_OUTPUT: join(where, "nowhere", "output"),
    }));
    assert.match(log, /^::warning title=aks-sandbox::.*could not be written: ENOENT/m);
  });

  it("of Azure: issues, variables, a summary", async (t) => {
    const { log, folder, stdout } = await publish(t, { TF_BUILD: "True" }, (where) => ({ AGENT_TEMPDIRECTORY: where }));
    assert.equal(stdout, "");
    const [file = ""] = await readdir(folder);
    const shown = log.replaceAll(folder, "TEMP");
    const summary = await readFile(join(folder, file), "utf8");
    await assertGolden([shown, summary].join("--- file\n"), "test/golden/verify.azure-devops.txt");
  });

  it("of neither: nothing", async (t) => {
    assert.equal((await publish(t, {}, () => ({}))).log, "");
  });
});

type XmlNode = Readonly<Record<string, unknown>>;
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
});
const parse = (text: string) => parser.parse(text) as readonly XmlNode[];
const children = (name: string) => (node: XmlNode) => (node[name] ?? []) as readonly XmlNode[];
const attributes = (node: XmlNode) => (node[":@"] ?? {}) as Readonly<Record<string, string>>;
const nameOf = (node: XmlNode) => Object.keys(node).find((key) => key !== ":@") ?? "";

/** Of each element: the attributes it needs and may have, and its children in order (the Ant JUnit schema, as CI systems read it). */
const schema: Readonly<Record<string, { needs: readonly string[]; may: readonly string[]; inside: RegExp }>> = {
  testsuites: { needs: [], may: ["name", "tests", "failures", "errors", "time"], inside: /^(testsuite )*$/ },
  testsuite: {
    needs: ["name", "tests", "failures", "errors", "time", "timestamp"],
    may: ["skipped", "hostname", "id", "package"],
    inside: /^(properties )?(testcase )*(system-out )?(system-err )?$/,
  },
  properties: { needs: [], may: [], inside: /^(property )*$/ },
  property: { needs: ["name", "value"], may: [], inside: /^$/ },
  testcase: {
    needs: ["name", "classname", "time"],
    may: [],
    inside: /^(skipped |error |failure )?(system-out )?(system-err )?$/,
  },
  failure: { needs: ["type"], may: ["message"], inside: /^(#text )?$/ },
  "system-out": { needs: [], may: [], inside: /^(#text )?$/ },
};

function checkJunit(text: string): void {
  const [, root] = parse(text);
  assert.ok(root !== undefined && nameOf(root) === "testsuites");
  checkElement(root);
  const [suite] = children("testsuites")(root);
  assert.ok(suite !== undefined);
  const cases = children("testsuite")(suite).filter((node) => "testcase" in node);
  const failed = cases.filter((each) => children("testcase")(each).some((node) => "failure" in node));
  for (const counted of [root, suite]) {
    const { tests, failures, errors } = attributes(counted);
    assert.deepEqual([tests, failures, errors], [String(cases.length), String(failed.length), "0"]);
  }
  const { timestamp } = attributes(suite);
  assert.match(timestamp ?? "", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
}

function checkElement(node: XmlNode): void {
  const name = nameOf(node);
  if (name === "#text") return;
  const rule = schema[name];
  assert.ok(rule !== undefined, `<${name}> is no element of it`);
  const given = Object.keys(attributes(node));
  assert.deepEqual(
    rule.needs.filter((each) => !given.includes(each)),
    [],
    `<${name}> lacks attributes`,
  );
  assert.deepEqual(
    given.filter((each) => ![...rule.needs, ...rule.may].includes(each)),
    [],
    `<${name}> has others`,
  );
  const inside = children(name)(node);
  assert.match(inside.map((child) => `${nameOf(child)} `).join(""), rule.inside, `<${name}>`);
  inside.forEach(checkElement);
}
