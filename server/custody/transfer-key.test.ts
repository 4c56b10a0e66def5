import { strict as assert } from "node:assert";

import { systemRandom } from "../shared/random.ts";
import { CustodyRefusesToStart } from "./key-encryption-keys.ts";
import { createTransferKey, openLine, readTransferKey, sealLine } from "./transfer-key.ts";

describe("the key of a town on its way to another place", () => {
  const { key, envelopes } = createTransferKey(systemRandom);
  const [first, second] = envelopes;
  const sealed = sealLine(key, 3, "una riga", systemRandom);

  it("is made again from both envelopes, in either order and however they are typed", () => {
    const typed = [second.toLowerCase().replaceAll(" ", ""), `  ${first}\n`] as const;
    for (const pair of [envelopes, typed])
      assert.equal(openLine(readTransferKey(pair), 3, sealed), "una riga");
  });

  it("is made from no other pair", () => {
    const others = createTransferKey(systemRandom).envelopes;
    const pairs = [
      [first, first],
      [first, others[1]],
      [others[0], second],
    ] as const;
    for (const pair of pairs) assert.equal(openLine(readTransferKey(pair), 3, sealed), undefined);
  });

  it("tells a slip of the pen from a wrong envelope", () => {
    const slip = first.replace(/^./, (digit) => (digit === "0" ? "1" : "0"));
    for (const wrong of [slip, first.slice(2), ""]) {
      assert.throws(() => readTransferKey([wrong, second]), /busta 1 non si legge/);
      assert.throws(() => readTransferKey([second, wrong]), CustodyRefusesToStart);
    }
  });

  it("opens no line at another place, and none of which a bit was changed", () => {
    assert.equal(openLine(key, 4, sealed), undefined);
    const bytes = Buffer.from(sealed, "base64");
    bytes[14]! ^= 1;
    assert.equal(openLine(key, 3, bytes.toString("base64")), undefined);
    assert.equal(openLine(key, 3, ""), undefined);
  });
});
