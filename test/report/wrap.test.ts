import assert from "node:assert/strict";
import { it } from "node:test";
import { wrap } from "../../src/report/wrap.js";

it("breaks a line between words, keeps long words whole, and leaves text without a width alone", () => {
  assert.equal(wrap("one two three", 8, "  "), "one two\n  three\n");
  assert.equal(wrap("one two", 7, "  "), "one two\n");
  assert.equal(wrap("  a averylongword b", 6, "  "), "  a\n  averylongword\n  b\n");
  assert.equal(wrap("one two three", undefined, "  "), "one two three\n");
});
