import { createHash } from "node:crypto";

import { sql } from "kysely";

import {
  type GiftFacts,
  type GiftLimits,
  type GiftRefusal,
  judgeGift,
} from "#core/gift/judge-gift.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { GiftId, SealedKeyId } from "#core/shared/ids.ts";
import { type Cents, ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import { type CardUnderLock, isPhone, lockCard } from "../cards/cards.ts";
import type { Custody, Shower, UnlockRefusal } from "../custody/custody.ts";
import {
  type Sign,
  type SigningDeps,
  factsToJson,
  signShares,
  storedShares,
  withCardKey,
} from "../payments/payments.ts";
import type { Database, Tx } from "../shared/database.ts";
import { PREPARED } from "../shared/prepared-statements.ts";
import { type GiftReceiver, type LockedReceiver, receiverText } from "./gift-receiver.ts";
import { accountsToGiveTo, findReceiver, lockReceiver } from "./find-receiver.ts";
import { type GiftAnswer, answerOf } from "./gift-answer.ts";
import { readGiver } from "./read-giver.ts";

export type { GiftReceiver } from "./gift-receiver.ts";
export type { GiftAnswer } from "./gift-answer.ts";

export type GiftDeps = SigningDeps & {
  readonly db: Database;
  readonly custody: Custody;
  readonly limits: { readonly unsettledLimit: Cents; readonly gifts: GiftLimits };
  /** Cents accepted and not yet final on chain, a few seconds old at most. */
  readonly unsettled: () => Cents;
};

export type GiftInput = {
  /** Made by who gives, before it is first sent. */
  readonly giftId: GiftId;
  /** In local value's own unit, which stands for a euro cent at a till. */
  readonly amount: Cents;
  readonly to: GiftReceiver;
  readonly cardCode: string;
  readonly password: string;
  /** Of the browser that asks: a card that is bound to a telephone gives from there only. */
  readonly phoneToken: string | undefined;
};

export type GiveRefusal =
  | GiftRefusal
  | UnlockRefusal
  | { code: "invalid_amount" }
  | { code: "unknown_code" }
  | { code: "unknown_receiver" }
  | { code: "phone_required" }
  | { code: "id_reused" };

/** Done in the transaction that stores a gift, once nothing else refuses it and under the giver's lock. */
export type Also<Refused> = (tx: Tx, card: CardUnderLock) => Promise<Result<undefined, Refused>>;

/**
 * Gives local value from a card to another card or to an association: checks the password, then in ONE transaction locks
 * both cards, judges, reserves, signs and stores. Nothing is answered before its commit. The same request again, now or
 * later, here or on another replica, gets the same answer; the same id with other contents is refused. `shower` is who
 * shows the card, for the count of wrong passwords; `also` is what happens together with the gift, or refuses it.
 */
export async function giveValue<Refused extends { code: string } = never>(
  deps: GiftDeps,
  shower: Shower,
  input: GiftInput,
  also: Also<Refused> = async () => ok(undefined),
): Promise<Result<GiftAnswer, GiveRefusal | Refused>> {
  if (input.amount === ZERO) return refuse({ code: "invalid_amount" });
  return withCardKey(deps.custody, input, shower, (key, sign) =>
    giveUnlocked(deps, input, key, sign, also),
  );
}

/**
 * The password is asked before an earlier answer is given, unlike at a till: what it says of the card's balance is for its
 * holder alone.
 */
async function giveUnlocked<Refused extends { code: string }>(
  deps: GiftDeps,
  input: GiftInput,
  key: SealedKeyId,
  sign: Sign,
  also: Also<Refused>,
): Promise<Result<GiftAnswer, GiveRefusal | Refused>> {
  const requestHash = hashOfRequest(key, input);
  const earlier = await earlierGift(deps.db, input.giftId, requestHash);
  if (earlier !== undefined) return earlier;
  const receiver = await findReceiver(deps, input.to);
  if (!receiver.ok) return receiver;
  const storing = deps.db.transaction().execute(async (tx) => {
    const locked = await lockReceiver(tx, key, receiver.value);
    const card = await lockCard(tx, key);
    if (card === undefined || locked === undefined) return refuse({ code: "unknown_receiver" });
    return judgeAndStore(deps, tx, { input, requestHash, card, receiver: locked }, sign, also);
  });
  const stored = await storing.catch((error: unknown) => {
    if (error instanceof IdTaken) return ok(undefined);
    throw error;
  });
  if (!stored.ok) return stored;
  return (await earlierGift(deps.db, input.giftId, requestHash))!;
}

/** Another card's gift took the id meanwhile: nothing of this one may stay, nor what was done together with it. */
class IdTaken extends Error {}

/** Identifies what was asked: by whom, how much, for whom. Nothing derived from the password is ever stored. */
function hashOfRequest(key: SealedKeyId, { amount, to }: GiftInput): Buffer {
  const text = `borgo/gift/v1|${key}|${amount}|${receiverText(to)}`;
  return createHash("sha256").update(text).digest();
}

/** What was answered to this id before; `undefined` where it is new. */
async function earlierGift(
  db: Database,
  id: GiftId,
  requestHash: Buffer,
): Promise<Result<GiftAnswer, { code: "id_reused" }> | undefined> {
  const gift = await db.selectFrom("gift").selectAll().where("id", "=", id).executeTakeFirst();
  if (gift === undefined) return undefined;
  if (!gift.request_hash.equals(requestHash)) return refuse({ code: "id_reused" });
  return ok(await answerOf(db, gift));
}

type Giving = {
  readonly input: GiftInput;
  readonly requestHash: Buffer;
  readonly card: CardUnderLock;
  readonly receiver: LockedReceiver;
};

/** `undefined` where the same request, or another with its id, was accepted while this one waited for the card. */
async function judgeAndStore<Refused extends { code: string }>(
  deps: GiftDeps,
  tx: Tx,
  giving: Giving,
  sign: Sign,
  also: Also<Refused>,
): Promise<Result<undefined, GiveRefusal | Refused>> {
  const { input, card, receiver } = giving;
  const giver = await readGiver(tx, card, receiver, input.giftId);
  if (giver.isKnown) return ok(undefined);
  if (card.phoneId !== null && !(await isPhone(tx, card.phoneId, input.phoneToken)))
    return refuse({ code: "phone_required" });
  const facts: GiftFacts = {
    card: { status: card.status },
    receiver: receiver.facts,
    accounts: giver.accounts,
    limits: deps.limits.gifts,
    givenToday: giver.givenToday,
    unsettled: deps.unsettled(),
    unsettledLimit: deps.limits.unsettledLimit,
  };
  const judged = judgeGift(input.amount, facts);
  if (!judged.ok) return judged;
  const together = await also(tx, card);
  if (!together.ok) return together;
  const { shares, left } = judged.value;
  const accounts = await accountsToGiveTo(deps, tx, receiver, shares);
  const transfers = await signShares(
    deps,
    { card, to: ({ account }) => accounts.get(account)!, programmes: [], now: giver.now },
    shares.map((share) => ({ programmeId: LOCAL_VALUE, ...share })),
    sign,
  );
  await storeGift(tx, giving, facts, left, transfers);
  return ok(undefined);
}

async function storeGift(
  tx: Tx,
  { input, requestHash, card, receiver }: Giving,
  facts: GiftFacts,
  left: Cents,
  transfers: Parameters<typeof storedShares>[1],
): Promise<void> {
  const { cardId, merchantId } = receiver;
  const { rows } = await sql<{ gifts: number; stored: number; held: number }>`${PREPARED}
    with parent as (
      insert into gift (
        id, card_id, to_card_id, to_merchant_id, state, request_hash, amount_cents, left_cents, facts, accepted_at
      ) values (
        ${input.giftId}, ${card.id}, ${cardId ?? null}, ${merchantId ?? null}, 'accepted', ${requestHash},
        ${input.amount}, ${left}, ${factsToJson(facts)}, now()
      )
      on conflict (id) do nothing
      returning id, accepted_at
    ),
    ${storedShares("gift_id", transfers)}
    select (select count(*)::int from parent) as gifts,
      (select count(*)::int from stored) as stored, (select count(*)::int from held) as held
  `.execute(tx);
  const { gifts, stored, held } = rows[0]!;
  if (gifts === 0) throw new IdTaken();
  if (stored !== held) throw new Error("A gift's account is missing, or its nonce is taken.");
}
