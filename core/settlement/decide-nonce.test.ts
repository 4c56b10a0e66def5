import { expect } from "chai";

import { type NonceFacts, decideNonce } from "./decide-nonce.ts";

const FACTS: NonceFacts = {
  batches: [],
  nextNonce: 7n,
  usedRead: 7n,
  usedLatest: 7n,
  inFlightLimit: 4,
};

const decide = (facts: Partial<NonceFacts>) => decideNonce({ ...FACTS, ...facts });
const open = (from: number, count: number, state: "sent" | "mined" = "sent") =>
  Array.from({ length: count }, (_, index) => ({ nonce: BigInt(from + index), state }));

describe("A relayer's next nonce", () => {
  it("goes to a new batch while few are on their way", () => {
    expect(decide({})).to.deep.equal({ do: "build" });
    expect(decide({ batches: open(7, 3), nextNonce: 10n })).to.deep.equal({ do: "build" });
    const full = { do: "wait", because: "in_flight" };
    expect(decide({ batches: open(7, 4), nextNonce: 11n })).to.deep.equal(full);
  });

  it("does not wait for those in blocks, until a reorg could put back too many", () => {
    const mined = { usedLatest: 22n, nextNonce: 22n };
    expect(decide({ ...mined, batches: open(7, 15, "mined") }).do).to.equal("build");
    expect(decide({ ...mined, nextNonce: 23n, batches: open(7, 16, "mined") }).do).to.equal("wait");
  });

  it("has one batch on its way where the chain has no pool", () => {
    const facts = { batches: open(7, 1), nextNonce: 8n, inFlightLimit: 1 };
    expect(decide(facts)).to.deep.equal({ do: "wait", because: "in_flight" });
    expect(decide({ ...facts, batches: open(7, 1, "mined"), usedLatest: 8n }).do).to.equal("build");
  });

  it("waits where the chain has a transaction that is none of ours", () => {
    expect(decide({ usedLatest: 8n })).to.deep.equal({ do: "wait", because: "nonce_in_doubt" });
  });

  it("is given up, one by one, once such a transaction is final", () => {
    expect(decide({ usedRead: 9n, usedLatest: 9n })).to.deep.equal({ do: "give_up", nonce: 7n });
  });

  it("takes back what was given up where the chain waits for it after all", () => {
    const batches = [{ nonce: 5n, state: "dead" as const }, ...open(6, 1)];
    const forgot = { batches, usedRead: 5n, usedLatest: 5n };
    expect(decide(forgot)).to.deep.equal({ do: "revive", nonce: 5n });
    expect(decide({ ...forgot, usedRead: 6n }).do, "it is gone for good").to.equal("build");
    expect(decide({ ...forgot, usedRead: 4n, usedLatest: 4n }).do, "not its turn").to.equal(
      "build",
    );
  });
});
