import { encodeCode } from "#core/card/card-code.ts";

import { cardAt } from "../support/played-town.ts";
import type { Attack, Score, Target } from "./attack.ts";
import { type Cookies, everybody } from "./actors.ts";
import { type Received, send } from "./browser.ts";
import { forgetGuesses } from "./target.ts";

type Card = { code: string; password: string };

/** Tries of one card that may be checked before a lock: what `core/card/try-limit.ts` promises. */
const CHECKED_AT_MOST = 5;
/** Wrong passwords that one till, or one address, may have checked before its own lock. */
const TILL_AT_MOST = 20;
const SOURCE_AT_MOST = 60;

/** Guessing passwords in turn, at once, over replicas, with other people's addresses, and over many cards. */
export const guessing: Attack = {
  name: "guessing passwords",
  async run(target, score, effort) {
    const cookies = await everybody(target);
    const isLong = effort === "long";
    await oneCardInTurn(target, score, 3, isLong ? 400 : 30);
    await oneCardAtOnce(target, score, 4, isLong ? 1_000 : 150, cookies);
    await manyCards(target, score, isLong ? 60 : 30, cookies);
    await manyAddresses(target, score, isLong ? 300 : 100);
    await unknownCodes(target, score, isLong ? 2_000 : 100);
    await bystander(target, score);
  },
};

/** The right password comes late in the list: it opens only if more tries were checked than are promised. */
async function oneCardInTurn(target: Target, score: Score, position: number, guesses: number) {
  await forgetGuesses(target);
  const card = cardAt(target, position);
  for (let guess = 0; guess < guesses; guess += 1) {
    const password = guess < CHECKED_AT_MOST ? wrongPassword(card, guess) : card.password;
    const answer = await view(target.urls[guess % 2]!, card.code, password);
    score.judge(answer.status === 200, `the right password opened at try ${guess + 1}`);
  }
}

async function oneCardAtOnce(
  target: Target,
  score: Score,
  position: number,
  guesses: number,
  cookies: Cookies,
) {
  await forgetGuesses(target);
  const card = cardAt(target, position);
  const answers = await Promise.all(
    Array.from({ length: guesses }, (_, guess) =>
      guess % 3 === 0
        ? pay(target.urls[guess % 2]!, cookies, card.code, wrongPassword(card, guess))
        : view(target.urls[guess % 2]!, card.code, wrongPassword(card, guess)),
    ),
  );
  score.tried(answers.length);
  const checked = answers.filter(({ code }) => code === "wrong_password").length;
  if (checked > CHECKED_AT_MOST) score.won(`${checked} of ${guesses} tries at once were checked`);
  if (answers.some(({ status }) => status < 400 || status === 500))
    score.won("a try at once was answered with something else than a refusal");
  const after = await view(target.urls[1], card.code, card.password);
  score.judge(after.status === 200, "after a thousand tries at once the card is open");
}

/** One try on each of many cards, from one till. */
async function manyCards(target: Target, score: Score, guesses: number, cookies: Cookies) {
  await forgetGuesses(target);
  const answers: Received[] = [];
  for (let guess = 0; guess < guesses; guess += 1) {
    const card = cardAt(target, guess);
    answers.push(
      await pay(target.urls[guess % 2]!, cookies, card.code, wrongPassword(card, guess)),
    );
  }
  judgeChecked(score, answers, TILL_AT_MOST, "one till");
}

/** One try on each of many cards, from one machine that says each time that it is another. */
async function manyAddresses(target: Target, score: Score, guesses: number) {
  await forgetGuesses(target);
  const answers: Received[] = [];
  for (let guess = 0; guess < guesses; guess += 1) {
    const card = cardAt(target, guess);
    const address = `203.0.113.${guess % 250}`;
    const headers = {
      "x-forwarded-for": address,
      "x-real-ip": address,
      forwarded: `for=${address}`,
    };
    answers.push(
      await view(target.urls[guess % 2]!, card.code, wrongPassword(card, guess), headers),
    );
  }
  judgeChecked(score, answers, SOURCE_AT_MOST, "one address");
}

/** Codes that nobody printed: none may open, and they must not be told from a card's code. */
async function unknownCodes(target: Target, score: Score, guesses: number) {
  await forgetGuesses(target);
  for (let guess = 0; guess < guesses; guess += 1) {
    const { status, code } = await view(target.urls[guess % 2]!, inventedCode(guess), "48151623");
    const isPlain = [
      "wrong_password",
      "locked",
      "too_many_tries",
      "too_many_requests",
      "busy",
    ].includes(code);
    score.judge(!isPlain, `an unknown code was answered with ${status} ${code}`);
  }
}

/** What strangers try must not lock out whoever shows a card of their own at a till. */
async function bystander(target: Target, score: Score) {
  const cookies = await everybody(target).catch(() => undefined);
  if (cookies === undefined) return;
  const card = cardAt(target, 40);
  const answer = await pay(target.urls[0], cookies, card.code, card.password);
  score.judge(answer.status !== 201, `a bystander's card was refused: ${answer.text}`);
}

function judgeChecked(score: Score, answers: readonly Received[], most: number, whose: string) {
  score.tried(answers.length);
  const checked = answers.filter(({ code, status }) => code === "wrong_password" || status < 400);
  if (checked.length > most)
    score.won(`${checked.length} tries from ${whose} were checked, ${most} are promised`);
}

export function wrongPassword({ password }: Card, guess: number): string {
  const wrong = String(10_203_040 + guess);
  return wrong === password ? "90807060" : wrong;
}

export function view(
  url: string,
  cardCode: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Received> {
  const json = { cardCode, password };
  return send(url, "", { method: "POST", path: "/api/card-views", json, headers });
}

export function pay(
  url: string,
  cookies: Cookies,
  cardCode: string,
  password: string,
): Promise<Received> {
  const json = { paymentId: crypto.randomUUID(), amountCents: "1", cardCode, password };
  return send(url, cookies["till of shop A"], { method: "POST", path: "/api/payments", json });
}

/** The code of a secret that no card has, well formed. */
export function inventedCode(seed: number): string {
  const secret = new Uint8Array(16).fill(0xa5);
  new DataView(secret.buffer).setUint32(0, seed);
  return encodeCode("card", secret);
}
