import { expect } from "chai";

import { CHALLENGE_MINUTES, STAY_SECONDS, type VisitFacts, judgeVisit } from "./judge-visit.ts";

const CHROME =
  "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36";
const NOON = new Date("2027-03-01T11:00:00Z");
const after = (seconds: number, from = NOON) => new Date(from.getTime() + seconds * 1000);

const judged = (change: Partial<VisitFacts> = {}, now = after(30)) => {
  const facts = { userAgent: CHROME, challengedAt: NOON, hasWorked: true, ...change };
  const result = judgeVisit(facts, now);
  return result.ok ? "counted" : result.refusal.reason;
};

describe("a visit to an initiative's page", () => {
  it("counts where a browser stayed and worked", () => {
    expect(judged()).to.equal("counted");
    expect(judged({ hasWorked: false })).to.equal("no_work");
    expect(judged({ challengedAt: undefined })).to.equal("bad_challenge");
  });

  it("lasts a while, and not for ever", () => {
    expect(judged({}, after(STAY_SECONDS - 0.001))).to.equal("too_early");
    expect(judged({}, after(STAY_SECONDS))).to.equal("counted");
    expect(judged({}, after(CHALLENGE_MINUTES * 60 - 0.001))).to.equal("counted");
    expect(judged({}, after(CHALLENGE_MINUTES * 60))).to.equal("too_late");
    expect(judged({}, after(-1)), "before it was asked for").to.equal("too_early");
  });

  it("belongs to one day, by Italian time", () => {
    const beforeMidnight = new Date("2027-03-01T22:59:50Z");
    expect(judged({ challengedAt: beforeMidnight }, after(9, beforeMidnight))).to.equal("counted");
    expect(judged({ challengedAt: beforeMidnight }, after(10, beforeMidnight))).to.equal(
      "too_late",
    );
  });

  for (const crawler of [
    "",
    "WhatsApp/2.23.20.0 A",
    "facebookexternalhit/1.1",
    "TelegramBot (like TwitterBot)",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/128.0",
    "python-requests/2.31",
    "curl/8.5.0",
    "node",
  ])
    it(`is none of a program's: ${crawler || "(none)"}`, () => {
      expect(judged({ userAgent: crawler })).to.equal("crawler");
    });

  for (const browser of [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/470.0]",
    "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
  ])
    it(`may be any browser's: ${browser.slice(13, 50)}`, () => {
      expect(judged({ userAgent: browser })).to.equal("counted");
    });
});
