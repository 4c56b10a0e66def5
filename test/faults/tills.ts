import { randomUUID } from "node:crypto";

import type { CardSheet } from "../../scripts/scenario/play.ts";
import type { History } from "./history.ts";
import { pause } from "./world.ts";

/** A till that asks whichever replica it likes, and holds on to a payment's id until it knows. */
export type Till = { readonly shop: string; readonly cookie: string };

export type Sale = {
  readonly paymentId: string;
  readonly amountCents: string;
  readonly cardCode: string;
  readonly password: string;
};

export type Answer = { readonly status: number; readonly body: string };

const TIMEOUT_MS = 15_000;

export function saleOf(card: CardSheet, cents: number): Sale {
  const { code: cardCode, password } = card;
  return { paymentId: randomUUID(), amountCents: String(cents), cardCode, password };
}

/** `undefined`: nothing came back, and nobody knows. */
export async function post(
  url: string,
  path: string,
  till: Till | undefined,
  body: unknown,
): Promise<Answer | undefined> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(till === undefined ? {} : { cookie: till.cookie }),
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: answer.status, body: await answer.text() };
  } catch {
    return undefined;
  }
}

export async function openTill(
  url: string,
  sheet: { businessName: string; code: string; password: string },
  label: string,
): Promise<Till> {
  const answer = await fetch(`${url}/api/tills`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ activationCode: sheet.code, password: sheet.password, label }),
  });
  if (!answer.ok) throw new Error(`No till: ${await answer.text()}`);
  const cookie = answer.headers.getSetCookie()[0]!.split(";")[0]!;
  return { shop: sheet.businessName, cookie };
}

export function codeOf({ body }: Answer): string {
  try {
    return String((JSON.parse(body) as { code?: unknown }).code ?? "none");
  } catch {
    return "none";
  }
}

/** Nothing is decided by these: the same request may be sent again. */
const UNDECIDED = new Set([
  ...["busy", "too_many_requests", "chain_unreachable", "recovering", "internal_error", "none"],
]);

/** Sends a sale once and writes down what came of it. */
export async function sellOnce(
  history: History,
  url: string,
  till: Till,
  sale: Sale,
): Promise<string> {
  history.invoke(sale, till);
  const answer = await post(url, "/api/payments", till, sale);
  if (answer === undefined) return history.end(sale.paymentId, "unknown");
  if (answer.status === 201) return history.end(sale.paymentId, "ok", answer.body);
  const code = codeOf(answer);
  return history.end(sale.paymentId, UNDECIDED.has(code) ? "unknown" : `refused:${code}`);
}

/** As a till does: the same id until the answer is known, or until it has been tried so often. */
export async function sell(
  history: History,
  urls: () => readonly string[],
  till: Till,
  sale: Sale,
  tries = 40,
): Promise<string> {
  let outcome = "unknown";
  for (let count = 0; count < tries; count += 1) {
    const list = urls();
    outcome = await sellOnce(history, list[count % list.length]!, till, sale);
    if (outcome !== "unknown") return outcome;
    await pause(100 + 50 * Math.min(count, 10));
  }
  return outcome;
}
