import type { Attack, Score, Target } from "./attack.ts";
import { type Actor, type Cookies, everybody, idsOf, payAtShopB } from "./actors.ts";
import { type Sent, send } from "./browser.ts";
import type { Audience } from "./known-operation.ts";
import { OPERATIONS, type Operation, publishedOperations, requestFor } from "./operations.ts";

const OFFICERS: readonly Actor[] = ["town clerk", "social worker", "treasurer"];
const TILLS: readonly Actor[] = ["till of shop A", "till of shop B"];

const ALLOWED: Readonly<Record<Audience, readonly Actor[] | "everybody">> = {
  anyone: "everybody",
  board: [],
  phone: [],
  organiser: [],
  officer: OFFICERS,
  "people desk": ["social worker", "treasurer"],
  merchants: ["social worker"],
  treasury: ["treasurer"],
  till: TILLS,
};

/** What says "not you". Anything else to somebody who may not is a success: an answer, an error, a hint. */
const REFUSALS = new Set([
  "board_session_required",
  "organiser_required",
  "phone_required",
  "session_required",
  "till_required",
  "role_required",
]);

/** Every operation, asked by everybody who may not; and another shop's payments, asked by a till that may. */
export const foreignRequests: Attack = {
  name: "other people's things, every operation and role",
  async run(target, score) {
    const cookies = await everybody(target);
    const ids = await idsOf(target, await payAtShopB(target, cookies, 0, "100"));
    for (const operation of await publishedOperations())
      await askAsStrangers(target, score, cookies, operation, requestFor(operation, ids));
    await askForOthers(target, score, cookies, ids);
  },
};

async function askAsStrangers(
  { urls }: Target,
  score: Score,
  cookies: Cookies,
  { name, method }: Operation,
  request: Sent,
): Promise<void> {
  const allowed = ALLOWED[OPERATIONS[name]!.for];
  if (allowed === "everybody") return;
  for (const [actor, cookie] of Object.entries(cookies) as [Actor, string][]) {
    if (!allowed.includes(actor)) {
      const { status, code } = await send(urls[0], cookie, request);
      score.judge(!REFUSALS.has(code), `${name} as ${actor}: ${status} ${code}`);
    } else if (method === "GET") await prove(urls[0], cookie, request, `${name} as ${actor}`);
  }
}

/** The other half of the proof: whoever may is let in, so a refusal above is about who asks. */
async function prove(url: string, cookie: string, request: Sent, who: string): Promise<void> {
  const { code, status } = await send(url, cookie, request);
  if (REFUSALS.has(code) || status >= 500)
    throw new Error(`${who} is not let in: ${status} ${code}.`);
}

/** Shop A's till asks for, voids, gives back and abandons what shop B was paid. */
async function askForOthers(
  target: Target,
  score: Score,
  cookies: Cookies,
  ids: Readonly<Record<string, string>>,
): Promise<void> {
  const [shopA] = target.play.sheets;
  const path = `/api/payments/${ids["paymentId"]}`;
  const sheet = { activationCode: shopA!.code, password: shopA!.password };
  const reversal = { reversalId: crypto.randomUUID(), amountCents: "100", ...sheet };
  const requests: Sent[] = [
    { method: "GET", path },
    { method: "POST", path: `${path}/void` },
    { method: "POST", path: `${path}/abandon` },
    { method: "POST", path: `${path}/reversals`, json: reversal },
  ];
  for (const request of requests) {
    const answer = await send(target.urls[0], cookies["till of shop A"], request);
    const isRefused = answer.status === 404 || answer.code === "payment_id_reused";
    score.judge(!isRefused, `shop A, ${request.method} ${request.path}: ${answer.text}`);
  }
  const own = await send(target.urls[0], cookies["till of shop B"], { method: "GET", path });
  score.judge(!own.text.includes('"amountCents":"100"'), "shop B's payment is not as it was");
  const day = await send(target.urls[0], cookies["till of shop A"], {
    ...{ method: "GET", path: "/api/tills/current/payments" },
  });
  score.judge(day.text.includes(ids["paymentId"]!), "shop A's day shows shop B's payment");
}
