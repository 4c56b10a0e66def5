import { expect } from "chai";

import { cents } from "../shared/money.ts";
import {
  DEALS_IN_THREAD_MOST,
  type ProposalFacts,
  judgeDecision,
  judgeProposal,
} from "./judge-deal.ts";

const PRICE = { localCents: cents(1500n), euroCents: cents(0n) };

function judged(change: Partial<ProposalFacts> = {}, price = PRICE): string {
  const result = judgeProposal(price, {
    ...{ side: "offer", isOwner: true, isClosed: false, hasOpenDeal: false, inThread: 0 },
    ...change,
  });
  return result.ok ? "ok" : result.refusal.code;
}

describe("a deal at the board", () => {
  it("is proposed by who gives the thing: who offers, or who answers a want", () => {
    expect(judged()).to.equal("ok");
    expect(judged({ isOwner: false })).to.equal("not_who_gives");
    expect(judged({ side: "want", isOwner: false })).to.equal("ok");
    expect(judged({ side: "want" })).to.equal("not_who_gives");
  });

  it("is of at least a cent of local value, and of no more than an offer may ask", () => {
    expect(judged({}, { localCents: cents(0n), euroCents: cents(500n) })).to.equal(
      "invalid_amount",
    );
    expect(judged({}, { ...PRICE, localCents: cents(100_001n) })).to.equal("invalid_amount");
    expect(judged({}, { ...PRICE, euroCents: cents(100_001n) })).to.equal("invalid_amount");
    expect(judged({}, { ...PRICE, euroCents: cents(100_000n) })).to.equal("ok");
  });

  it("is one at a time, not in a thread that is closed, and not without end", () => {
    expect(judged({ hasOpenDeal: true })).to.equal("deal_open");
    expect(judged({ isClosed: true })).to.equal("thread_closed");
    expect(judged({ inThread: DEALS_IN_THREAD_MOST })).to.equal("too_many_deals");
    expect(judged({ inThread: DEALS_IN_THREAD_MOST - 1 })).to.equal("ok");
  });

  it("is decided once", () => {
    expect(judgeDecision("proposed").ok).to.equal(true);
    for (const state of ["paid", "withdrawn"] as const)
      expect(judgeDecision(state)).to.deep.equal({
        ok: false,
        refusal: { code: "deal_over", dealState: state },
      });
  });
});
