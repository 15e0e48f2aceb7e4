import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CliError } from "../../src/errors.js";
import { errorDocument, reportedError } from "../../src/report/error-document.js";
import { errorText } from "../../src/report/error-text.js";
import { createStyle } from "../../src/terminal/style.js";
import { recordedStream } from "../helpers/context.js";

const sizes = Array.from({ length: 80 }, (_, index) => `standard_d${index}s_v5`);
const message = `The available VM sizes are '${sizes.join(",")}'`;
const azure = {
  status: 400,
  code: "BadRequest",
  message,
  details: [message],
  subcode: undefined,
  requestId: undefined,
  correlationId: undefined,
  principal: undefined,
  subscriptionId: undefined,
  request: undefined,
};
const reported = reportedError(new CliError("VmSizeNotAvailable", `Azure refused the request: ${message}`, { azure }), {
  signal: new AbortController().signal,
  env: {},
});
const style = createStyle(recordedStream(), {}, false);

describe("a long list in an error", () => {
  it("is cut for people, and says how many are left out", () => {
    const short =
      "The available VM sizes are 'standard_d0s_v5, standard_d1s_v5, standard_d2s_v5 ... (77 more: see -o json)'";
    assert.deepEqual(errorText(reported, style, "plain").split("\n"), [
      `error: Azure refused the request: ${short}`,
      `  Azure says: HTTP 400 BadRequest: ${short}`,
      `  detail: ${short}`,
      "",
    ]);
  });

  it("is whole in the document", () => {
    assert.ok(JSON.stringify(errorDocument(reported)).split(sizes.join(",")).length > 1);
  });

  it("is no sentence with commas", () => {
    const text = "one, two, three, four, five, six, seven, eight, nine: no list of ten";
    const error = reportedError(new CliError("Some", text), { signal: new AbortController().signal, env: {} });
    assert.equal(errorText(error, style, "plain"), `error: ${text}\n`);
  });
});
