import { generatePrivateKey } from "viem/accounts";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import type { Target } from "./attack.ts";
import { openTill, send, signIn } from "./browser.ts";

/** Everybody who may knock at the service, by the cookie that they come with. */
export type Actor =
  | "stranger"
  | "wallet without a role"
  | "town clerk"
  | "social worker"
  | "treasurer"
  | "till of shop A"
  | "till of shop B"
  | "revoked till"
  | "signed-out officer"
  | "made-up cookies"
  | "cookies swapped";

export type Cookies = Readonly<Record<Actor, string>>;

/** Signs everybody in. Shop A and shop B are the first two that were invited. */
export async function everybody({ urls: [url], play }: Target): Promise<Cookies> {
  const [clerk, worker, treasurer] = demoOfficers();
  const [shopA, shopB] = play.sheets as [(typeof play.sheets)[0], (typeof play.sheets)[0]];
  const tillA = await openTill(url, shopA);
  const revoked = await openTill(url, shopA);
  await send(url, revoked, { method: "DELETE", path: "/api/tills/current" });
  const signedOut = await signIn(url, worker!.privateKey);
  await send(url, signedOut, { method: "DELETE", path: "/api/officers/session" });
  const treasury = await signIn(url, treasurer!.privateKey);
  return {
    stranger: "",
    "wallet without a role": await signIn(url, generatePrivateKey()),
    "town clerk": await signIn(url, clerk!.privateKey),
    "social worker": await signIn(url, worker!.privateKey),
    treasurer: treasury,
    "till of shop A": tillA,
    "till of shop B": await openTill(url, shopB),
    "revoked till": revoked,
    "signed-out officer": signedOut,
    "made-up cookies": `borgo_till=${"A".repeat(43)}; borgo_officer=${"A".repeat(43)}`,
    "cookies swapped": `borgo_till=${valueOf(treasury)}; borgo_officer=${valueOf(tillA)}`,
  };
}

function valueOf(cookie: string): string {
  return cookie.split("=")[1]!;
}

/** Makes a payment of `cents` with the town's card of that position at shop B's till, and answers its id. */
export async function payAtShopB(
  { urls: [url], play, files }: Target,
  cookies: Cookies,
  position: number,
  cents: string,
): Promise<string> {
  const card = play.cardOf(files.purchases[position]!.protocol)!;
  const paymentId = crypto.randomUUID();
  const json = { paymentId, amountCents: cents, cardCode: card.code, password: card.password };
  const answer = await send(url, cookies["till of shop B"], {
    ...{ method: "POST", path: "/api/payments", json },
  });
  if (answer.status !== 201) throw new Error(`No payment: ${answer.text}`);
  return paymentId;
}

/** Ids of things that exist, for every name in a path. */
export async function idsOf(
  { desk, programmeId }: Target,
  paymentId: string,
): Promise<Readonly<Record<string, string>>> {
  const first = async (path: string) => {
    const [item] = await desk.desk.api.get<{ id: string }[]>(path);
    return item?.id ?? crypto.randomUUID();
  };
  const { items } = await desk.desk.api.get<{ items: { id: string }[] }>("/api/cards?limit=1");
  const statementId = await first("/api/statements");
  return {
    programmeId,
    paymentId,
    statementId,
    cardId: items[0]!.id,
    ...{ rule: "night", day: "2026-01-01", kind: "cbi.xml" },
    ...{ orderId: crypto.randomUUID(), beneficiaryId: crypto.randomUUID() },
    entitlementId: crypto.randomUUID(),
    tillId: crypto.randomUUID(),
    operatorId: crypto.randomUUID(),
    sessionId: crypto.randomUUID(),
    campaignId: crypto.randomUUID(),
    transferId: crypto.randomUUID(),
    merchantId: await first("/api/merchants"),
    issuanceId: await first(`/api/programmes/${programmeId}/issuances`),
  };
}
