import { expect } from "chai";

import { type BatchFacts, type ChainFacts, decideBatch } from "./decide-batch.ts";

const GWEI = 1_000_000_000n;

const CHAIN: ChainFacts = {
  readBlock: 90n,
  usedRead: 7n,
  head: 100n,
  usedLatest: 7n,
  market: { baseFee: 10n * GWEI, tip: GWEI },
  ceiling: 100n * GWEI,
  resendSeconds: 15,
};

const ATTEMPT = {
  number: 0,
  fees: { maximumFee: 21n * GWEI, tip: GWEI },
  signedAtBlock: 98n,
  sentSecondsAgo: 3,
  outcome: "sent",
} as const;

function decide(facts: Partial<BatchFacts> = {}, chain: Partial<ChainFacts> = {}) {
  return decideBatch({
    state: "sent",
    nonce: 7n,
    minedBlock: null,
    attempts: [ATTEMPT],
    receipt: undefined,
    ...facts,
    chain: { ...CHAIN, ...chain },
  });
}

const receipt = (block: bigint, succeeded = true) => ({ block, succeeded, gasUsed: 1n });

describe("An open batch", () => {
  it("is signed with the market's fees", () => {
    expect(decide({ state: "built", attempts: [] })).to.deep.equal({
      do: "sign",
      fees: { maximumFee: 21n * GWEI, tip: GWEI },
    });
  });

  it("is not even signed above the ceiling", () => {
    const market = { baseFee: 100n * GWEI, tip: GWEI };
    expect(decide({ state: "built", attempts: [] }, { market })).to.deep.equal({
      do: "wait",
      because: "above_ceiling",
    });
  });

  it("waits after it was offered, and is offered again as it is", () => {
    expect(decide()).to.deep.equal({ do: "wait", because: "offered" });
    const late = { ...ATTEMPT, sentSecondsAgo: 15 };
    expect(decide({ attempts: [late] })).to.deep.equal({ do: "send", attempt: 0, because: "lost" });
  });

  it("is sent where it was stored and the service died before it was sent", () => {
    const unsent = { ...ATTEMPT, sentSecondsAgo: null, outcome: null };
    const action = decide({ state: "built", attempts: [unsent] });
    expect(action).to.deep.equal({ do: "send", attempt: 0, because: "lost" });
  });

  it("offers more of both after six blocks, not after some time", () => {
    const old = { ...ATTEMPT, signedAtBlock: 94n };
    const action = decide({ attempts: [old] });
    expect(action.do).to.equal("sign");
    const { fees } = action as { fees: { maximumFee: bigint; tip: bigint } };
    expect(fees.maximumFee * 8n >= ATTEMPT.fees.maximumFee * 9n).to.equal(true);
    expect(fees.tip * 8n >= ATTEMPT.fees.tip * 9n).to.equal(true);
    const halted = { ...ATTEMPT, sentSecondsAgo: 36_000 };
    expect(decide({ attempts: [halted] }).do, "a chain that stands still").to.equal("send");
  });

  it("offers more at once where a node refused it as too cheap", () => {
    const refused = { ...ATTEMPT, signedAtBlock: 99n, outcome: "underpriced" as const };
    expect(decide({ attempts: [refused] }).do).to.equal("sign");
  });

  it("does not pay more for a batch that only waits for the one before it", () => {
    const old = { ...ATTEMPT, signedAtBlock: 50n };
    expect(decide({ nonce: 9n, attempts: [old] })).to.deep.equal({
      do: "wait",
      because: "offered",
    });
  });

  it("raises the tip alone where a node prefers a forgotten transaction and the cap is at the ceiling", () => {
    const dear = {
      ...ATTEMPT,
      fees: { maximumFee: 96n * GWEI, tip: 8n * GWEI },
      signedAtBlock: 90n,
    };
    const refused = { ...dear, outcome: "underpriced" } as const;
    expect(decide({ attempts: [refused] })).to.deep.equal({
      do: "sign",
      fees: { maximumFee: 96n * GWEI, tip: 9n * GWEI },
    });
    const nearly = { ...refused, fees: { maximumFee: 96n * GWEI, tip: 95n * GWEI } };
    expect(decide({ attempts: [nearly] })).to.deep.equal({
      do: "sign",
      fees: { maximumFee: 96n * GWEI, tip: 96n * GWEI },
    });
    const whole = { ...refused, fees: { maximumFee: 96n * GWEI, tip: 96n * GWEI } };
    const waits = { do: "wait", because: "above_ceiling" };
    expect(decide({ attempts: [whole] })).to.deep.equal(waits);
    const market = { baseFee: 97n * GWEI, tip: GWEI };
    expect(decide({ attempts: [refused] }, { market })).to.deep.equal(waits);
    expect(decide({ attempts: [dear] })).to.deep.equal(waits);
  });

  it("stops at the ceiling and goes on offering what it has", () => {
    const dear = { ...ATTEMPT, signedAtBlock: 50n, fees: { maximumFee: 95n * GWEI, tip: GWEI } };
    expect(decide({ attempts: [dear] })).to.deep.equal({ do: "wait", because: "above_ceiling" });
    expect(decide({ attempts: [{ ...dear, sentSecondsAgo: 15 }] })).to.deep.equal({
      do: "send",
      attempt: 0,
      because: "above_ceiling",
    });
  });

  it("is only noted as mined, and taken back on a reorg", () => {
    const note = { do: "note_mined", block: 99n, gasUsed: 1n };
    expect(decide({ receipt: receipt(99n) })).to.deep.equal(note);
    expect(decide({ receipt: receipt(99n, false) }), "reverted too").to.deep.equal(note);
    const mined = { state: "mined", minedBlock: 99n } as const;
    expect(decide({ ...mined, receipt: receipt(99n) })).to.deep.equal({
      do: "wait",
      because: "mined",
    });
    expect(decide({ ...mined, receipt: receipt(100n) }).do).to.equal("note_mined");
    expect(decide(mined)).to.deep.equal({ do: "note_forgotten" });
  });

  it("does not believe a receipt from a block that was read without it", () => {
    expect(decide({ receipt: receipt(85n) })).to.deep.equal({ do: "wait", because: "offered" });
  });

  it("is dead only once its nonce is gone in a block that was read", () => {
    const gone = { usedRead: 8n, usedLatest: 8n };
    expect(decide({}, gone)).to.deep.equal({ do: "dissolve", because: "foreign_nonce" });
    expect(decide({ receipt: receipt(85n, false) }, gone)).to.deep.equal({
      do: "dissolve",
      because: "reverted",
    });
    expect(decide({}, { usedLatest: 8n })).to.deep.equal({
      do: "wait",
      because: "nonce_in_doubt",
    });
  });

  it("goes on offering where only a count speaks against it", () => {
    const late = { ...ATTEMPT, sentSecondsAgo: 60 };
    expect(decide({ attempts: [late] }, { usedLatest: 12n }).do).to.equal("send");
  });
});
