import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "../../src/simulator/random.js";

describe("the seeded source of chance", () => {
  // A saved state is replayed from its seed: another sequence would make it unreadable.
  it("gives the same draws in every release", () => {
    const random = createRandom("seed 😀");
    assert.equal(random.guid(), "65cd7269-5440-4b65-999c-aa17f8d5fe97");
    assert.equal(random.word(8), "486ozzb2");
    assert.equal(random.next(), 0.8265300474595279);
  });

  it("gives a fork the draws of its whole path, whatever was drawn before", () => {
    const random = createRandom("seed 😀");
    random.next();
    assert.equal(random.fork("a/😀").guid(), createRandom("seed 😀/a/😀").guid());
    assert.equal(random.fork("a").fork("😀").guid(), "2c352401-407e-42a8-a805-925d432029be");
  });
});
