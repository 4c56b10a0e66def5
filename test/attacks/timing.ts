import { cardAt } from "../support/played-town.ts";
import type { Attack, Score, Target } from "./attack.ts";
import type { Received } from "./browser.ts";
import { inventedCode, view, wrongPassword } from "./guessing.ts";
import { forgetGuesses } from "./target.ts";

/** How well two groups of times can be told apart: 0.5 not at all, 1 always. */
const TOLD_APART = 0.65;
/** A difference of the medians that somebody could see over the Internet, with patience. */
const SEEN_MS = 2;

type Case = { name: string; times: number[]; codes: Set<string> };

/**
 * Asks for balances with an unknown code, a wrong password, a locked card with wrong and right password, in turn, and
 * compares what is answered and how long it takes. Nobody may learn which codes are cards.
 */
export const timing: Attack = {
  name: "timing and words: unknown code, wrong password, locked",
  async run(target, score, effort) {
    const rounds = effort === "long" ? 400 : 15;
    const cases = await measure(target, rounds);
    const [wrong, unknown, lockedWrong, lockedRight, lockedUnknown] = cases as [
      ...[Case, Case, Case, Case, Case],
    ];
    const pairs = [
      [wrong, unknown],
      [lockedWrong, lockedUnknown],
      [lockedWrong, lockedRight],
    ] as const;
    for (const [one, other] of pairs) {
      judgeWords(score, one, other, rounds);
      judgeTimes(score, one, other, effort === "long");
    }
  },
};

async function measure(target: Target, rounds: number): Promise<readonly Case[]> {
  const cases = ["wrong", "unknown", "locked, wrong", "locked, right", "locked, unknown"].map(
    (name): Case => ({ name, times: [], codes: new Set() }),
  );
  const lockedCode = inventedCode(1);
  for (let round = 0; round < rounds; round += 1) {
    if (round % 3 === 0) await prepare(target, lockedCode);
    const open = cardAt(target, 10 + (round % 3));
    const locked = cardAt(target, 5);
    const requests: [string, string][] = [
      [open.code, wrongPassword(open, round)],
      [inventedCode(1_000 + round), wrongPassword(open, round)],
      [locked.code, wrongPassword(locked, round)],
      [locked.code, locked.password],
      [lockedCode, wrongPassword(locked, round)],
    ];
    // Another order each time: what comes first after a pause is slower.
    for (let step = 0; step < requests.length; step += 1) {
      const index = (step + round) % requests.length;
      note(cases[index]!, await view(target.urls[0], ...requests[index]!));
    }
  }
  return cases;
}

function note({ times, codes }: Case, { milliseconds, text }: Received): void {
  times.push(milliseconds);
  codes.add(text.replace(/"until":"[^"]*"/, "").replace(/"triesLeft":\d/, ""));
}

/** Opens all locks and then locks one card and one unknown code, so that the cases keep apart. */
async function prepare(target: Target, lockedCode: string): Promise<void> {
  await forgetGuesses(target);
  const locked = cardAt(target, 5);
  for (let guess = 0; guess < 5; guess += 1) {
    await view(target.urls[0], locked.code, wrongPassword(locked, guess));
    await view(target.urls[0], lockedCode, wrongPassword(locked, guess));
  }
}

function judgeWords(score: Score, one: Case, other: Case, rounds: number): void {
  score.tried(2 * rounds);
  const words = [...one.codes, ...other.codes];
  if (new Set(words).size > 1)
    score.won(`"${one.name}" and "${other.name}" differ in words: ${words.join(" ")}`);
}

/** A verdict on times wants many rounds and a machine that does nothing else; a short run only says what it saw. */
function judgeTimes(score: Score, one: Case, other: Case, isVerdict: boolean): void {
  const difference = Math.abs(median(one.times) - median(other.times));
  const telling = tellingOf(one.times, other.times);
  const what = `"${one.name}" and "${other.name}": medians ${median(one.times).toFixed(2)} and ${median(other.times).toFixed(2)} ms, told apart in ${(telling * 100).toFixed(0)} of 100`;
  if (isVerdict && telling > TOLD_APART && difference > SEEN_MS) score.won(what);
  else score.note(what);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** The share of pairs in which the usually slower one is slower (area under the curve, at least 0.5). */
function tellingOf(one: readonly number[], other: readonly number[]): number {
  let slower = 0;
  for (const a of one) for (const b of other) slower += a > b ? 1 : a === b ? 0.5 : 0;
  const share = slower / (one.length * other.length);
  return Math.max(share, 1 - share);
}
