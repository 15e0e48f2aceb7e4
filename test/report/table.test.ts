import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatFields, formatTable } from "../../src/report/table.js";

const rows = [
  ["sandbox", "3", "Succeeded"],
  ["np", "12", ""],
];

describe("a table", () => {
  it("is aligned, without trailing spaces", () => {
    assert.equal(
      formatTable(["name", "nodes", "state"], rows, undefined),
      "NAME     NODES  STATE\nsandbox  3      Succeeded\nnp       12\n",
    );
  });

  it("without rows is its headings", () => {
    assert.equal(formatTable(["name", "state"], [], undefined), "NAME  STATE\n");
  });

  it("is cut to a terminal only", () => {
    assert.equal(
      formatTable(["name", "nodes", "state"], rows, 16),
      "NAME     NODES …\nsandbox  3     …\nnp       12\n",
    );
  });
});

describe("fields", () => {
  it("are aligned, and left out where there is no value", () => {
    assert.equal(
      formatFields([
        ["cluster", "tenants"],
        ["id", undefined],
        ["state", "Succeeded"],
      ]),
      "cluster: tenants\nstate:   Succeeded\n",
    );
  });
});
