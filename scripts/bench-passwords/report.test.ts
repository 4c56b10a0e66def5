import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { LEAST_ARGON2 } from "../../server/custody/signer.ts";
import { figuresIn, withFigures } from "./report.ts";

describe("docs/security/passwords.md", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/security/passwords.md"), "utf8");

  it("says what follows from its figures by the rules of today", () => {
    assert.equal(withFigures(page, figuresIn(page)), page);
  });

  it("was measured with the parameters that are used", () => {
    const { memory_kib: memoryKib, passes } = figuresIn(page);
    assert.deepEqual({ memoryKib, passes }, LEAST_ARGON2);
  });
});
