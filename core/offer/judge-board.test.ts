import { expect } from "chai";

import {
  MESSAGES_IN_DAY_MOST,
  MESSAGES_IN_THREAD_MOST,
  type MessageFacts,
  OFFERS_IN_DAY_MOST,
  OPEN_OFFERS_MOST,
  THREADS_IN_DAY_MOST,
  isUp,
  judgeMessage,
  judgeNewOffer,
  judgeRenewal,
} from "./judge-board.ts";

const NOW = new Date("2027-03-01T10:00:00Z");
const after = (ms: number) => new Date(NOW.getTime() + ms);
const DAY = 86_400_000;

const codeOf = (result: { ok: boolean; refusal?: { code: string } }) =>
  result.ok ? "ok" : result.refusal!.code;

describe("how much one person puts up", () => {
  it("is bounded at once and by day", () => {
    expect(codeOf(judgeNewOffer({ open: OPEN_OFFERS_MOST - 1, inDay: 0 }))).to.equal("ok");
    expect(codeOf(judgeNewOffer({ open: OPEN_OFFERS_MOST, inDay: 0 }))).to.equal("too_many_offers");
    expect(codeOf(judgeNewOffer({ open: 0, inDay: OFFERS_IN_DAY_MOST - 1 }))).to.equal("ok");
    expect(codeOf(judgeNewOffer({ open: 0, inDay: OFFERS_IN_DAY_MOST }))).to.equal(
      "too_many_offers",
    );
  });
});

describe("an offer's end", () => {
  const offer = (expiresAt: Date) => ({ state: "open" as const, expiresAt, days: 30 });

  it("is the moment it expires", () => {
    expect(isUp(offer(after(1)), NOW)).to.equal(true);
    expect(isUp(offer(NOW), NOW)).to.equal(false);
    expect(isUp({ ...offer(after(1)), state: "hidden" }, NOW)).to.equal(false);
    expect(isUp({ ...offer(after(1)), state: "closed" }, NOW)).to.equal(false);
  });

  it("moves by as many days again, in the last week and after it, never before", () => {
    expect(judgeRenewal(offer(after(7 * DAY)), NOW)).to.deep.equal({
      ok: true,
      value: after(30 * DAY),
    });
    expect(judgeRenewal(offer(after(-DAY)), NOW)).to.deep.equal({
      ok: true,
      value: after(30 * DAY),
    });
    expect(judgeRenewal(offer(after(7 * DAY + 1)), NOW)).to.deep.equal({
      ok: false,
      refusal: { code: "not_to_renew", from: after(1) },
    });
    expect(codeOf(judgeRenewal({ ...offer(after(DAY)), state: "hidden" }, NOW))).to.equal(
      "offer_over",
    );
  });
});

describe("a message", () => {
  const FACTS: MessageFacts = {
    offer: { state: "open", expiresAt: after(DAY) },
    ...{ isOwner: false, isThreadNew: true, isThreadClosed: false, isBlocked: false },
    ...{ inThread: 0, messagesInDay: 0, threadsInDay: 0 },
  };
  const judged = (change: Partial<MessageFacts>) =>
    codeOf(judgeMessage({ ...FACTS, ...change }, NOW));

  it("opens a thread about what is up, and goes on after its end", () => {
    expect(judged({})).to.equal("ok");
    expect(judged({ offer: { state: "open", expiresAt: NOW } })).to.equal("offer_over");
    const over = { state: "closed" as const, expiresAt: NOW };
    expect(judged({ offer: over })).to.equal("offer_over");
    expect(judged({ offer: over, isThreadNew: false })).to.equal("ok");
    expect(judged({ offer: over, isThreadNew: false, isOwner: true })).to.equal("ok");
    const hidden = { state: "hidden" as const, expiresAt: after(DAY) };
    expect(judged({ offer: hidden, isThreadNew: false })).to.equal("offer_over");
  });

  it("is refused to oneself, where the town ended it, and after a block, which reads the same", () => {
    expect(judged({ isOwner: true })).to.equal("own_offer");
    expect(judged({ isThreadNew: false, isThreadClosed: true })).to.equal("thread_closed");
    expect(judged({ isBlocked: true })).to.equal("thread_closed");
  });

  it("is refused beyond each bound, and only then", () => {
    expect(judged({ inThread: MESSAGES_IN_THREAD_MOST - 1 })).to.equal("ok");
    expect(judged({ inThread: MESSAGES_IN_THREAD_MOST })).to.equal("too_many_messages");
    expect(judged({ messagesInDay: MESSAGES_IN_DAY_MOST - 1 })).to.equal("ok");
    expect(judged({ messagesInDay: MESSAGES_IN_DAY_MOST })).to.equal("too_many_messages");
    expect(judged({ threadsInDay: THREADS_IN_DAY_MOST - 1 })).to.equal("ok");
    expect(judged({ threadsInDay: THREADS_IN_DAY_MOST })).to.equal("too_many_messages");
    expect(judged({ threadsInDay: THREADS_IN_DAY_MOST, isThreadNew: false })).to.equal("ok");
  });
});
