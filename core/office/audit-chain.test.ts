import { createHash } from "node:crypto";

import { expect } from "chai";
import fc from "fast-check";

import { type ChainHead, type ChainedEntry, EMPTY_CHAIN, findBreak } from "./audit-chain.ts";

const sha256 = (prefix: string, text: string) =>
  createHash("sha256").update(prefix, "hex").update(text, "utf8").digest("hex");

type Content = Omit<ChainedEntry, "id" | "previous" | "digest">;

const CONTENT: Content = {
  at: "2026-06-20T08:30:00.000000Z",
  officer: `0x${"a".repeat(40)}`,
  act: "card_blocked",
  subject: "6f9619ff-8b86-4011-b42d-00cf4fc964ff",
  details: '{"città":1}',
};

/** The text of a row, written a second time here: lengths in bytes in front of each field. */
function chained(head: ChainHead, content: Content): ChainedEntry {
  const id = head.id + 1n;
  const { at, officer, act, subject, details } = content;
  const text = [id.toString(), at, officer, act, subject, details]
    .map((field) => (field === null ? "-" : `${Buffer.byteLength(field)}:${field}`))
    .join("");
  return { id, ...content, previous: head.digest, digest: sha256(head.digest, text) };
}

const broken = (head: ChainHead, entry: ChainedEntry) => findBreak(head, entry, sha256)?.code;

describe("the chain of the audit log", () => {
  const first = chained(EMPTY_CHAIN, CONTENT);
  const second = chained(first, { ...CONTENT, officer: null, subject: null });

  it("is followed from nothing on, accents and empty fields included", () => {
    expect(broken(EMPTY_CHAIN, first)).to.equal(undefined);
    expect(broken(first, second)).to.equal(undefined);
  });

  it("breaks where a row is missing, slipped in or doubled", () => {
    expect(broken(EMPTY_CHAIN, second)).to.equal("gap");
    expect(broken(first, first)).to.equal("gap");
    expect(broken(first, { ...second, previous: second.digest })).to.equal("does_not_follow");
    const rewritten = chained(EMPTY_CHAIN, { ...CONTENT, act: "card_closed" });
    expect(broken(rewritten, second)).to.equal("does_not_follow");
  });

  it("breaks where any field was changed", () => {
    const changes: Partial<ChainedEntry>[] = [
      { at: "2026-06-20T08:30:00.000001Z" },
      { officer: null },
      { act: "card_closed" },
      { subject: "" },
      { details: "{}" },
    ];
    for (const change of changes)
      expect(broken(EMPTY_CHAIN, { ...first, ...change }), JSON.stringify(change)).to.equal(
        "changed",
      );
  });

  it("never takes one row's fields for another's", () => {
    const text = fc.string({ unit: fc.constantFrom("1", ":", "-", "a", "€"), maxLength: 4 });
    const content = fc.record({
      ...{ at: text, officer: fc.option(text), act: text, subject: fc.option(text), details: text },
    });
    fc.assert(
      fc.property(content, content, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        const digests = [one, other].map((each) => chained(EMPTY_CHAIN, each as Content).digest);
        expect(digests[0] === digests[1]).to.equal(same);
      }),
    );
  });
});
