import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";

type Deps = { db: Database; clock: Clock; random: Random };

/** How much of a programme's vouchers one card may spend, in cents; absent where there is no limit. */
export type CardLimitsInput = {
  readonly cardPaymentCents?: Cents | undefined;
  readonly cardDayCents?: Cents | undefined;
};

export type LimitFault = { readonly field: string; readonly message: string };

/** A purchase may not be allowed more than a day: whoever wrote that meant it the other way round. */
export function limitFaults({ cardPaymentCents, cardDayCents }: CardLimitsInput): LimitFault[] {
  const zero = "Un limite è di almeno un centesimo: per toglierlo, lasciarlo vuoto.";
  const faults: LimitFault[] = [];
  if (cardPaymentCents === 0n) faults.push({ field: "cardPaymentCents", message: zero });
  if (cardDayCents === 0n) faults.push({ field: "cardDayCents", message: zero });
  if (cardPaymentCents !== undefined && cardDayCents !== undefined && cardDayCents > 0n)
    if (cardPaymentCents > cardDayCents)
      faults.push({
        field: "cardPaymentCents",
        message: "Per un acquisto non può essere più che per un giorno intero.",
      });
  return faults;
}

export type LimitChange = CardLimitsInput & { readonly act: string };

export type LimitChangeRefusal =
  | { code: "not_found" }
  | { code: "nothing_to_do" }
  | { code: "malformed_request"; details: LimitFault[] };

/** Sets or lifts a programme's limits, by an act: from the next payment on, at every till of every replica. */
export async function changeLimits(
  { db, clock, random }: Deps,
  officer: Address,
  programmeId: ProgrammeId,
  { act, ...limits }: LimitChange,
): Promise<Result<undefined, LimitChangeRefusal>> {
  const details = limitFaults(limits);
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const next = columnsOf(limits);
  return db.transaction().execute(async (tx) => {
    const known = await tx
      .selectFrom("programme")
      .select(["card_payment_cents", "card_day_cents"])
      .where("id", "=", programmeId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (known === undefined) return refuse({ code: "not_found" });
    const isSame =
      known.card_payment_cents === next.card_payment_cents &&
      known.card_day_cents === next.card_day_cents;
    if (isSame) return refuse({ code: "nothing_to_do" });
    await tx.updateTable("programme").set(next).where("id", "=", programmeId).execute();
    await tx
      .insertInto("programme_limit_change")
      .values({
        ...{ id: randomUuid(random), programme_id: programmeId, act, ...next },
        ...{ changed_by: officer, changed_at: clock.now() },
      })
      .execute();
    return ok(undefined);
  });
}

/** As the columns have it. */
export function columnsOf({ cardPaymentCents, cardDayCents }: CardLimitsInput) {
  return { card_payment_cents: cardPaymentCents ?? null, card_day_cents: cardDayCents ?? null };
}

type LimitColumns = ReturnType<typeof columnsOf>;

/** As the API has it. */
export function limitsToJson({ card_payment_cents, card_day_cents }: LimitColumns) {
  return {
    ...(card_payment_cents === null ? {} : { cardPaymentCents: centsToJson(card_payment_cents) }),
    ...(card_day_cents === null ? {} : { cardDayCents: centsToJson(card_day_cents) }),
  };
}

/** The acts that changed a programme's limits after it was drafted, newest first. */
export async function listLimitChanges(db: Database, programmeId: ProgrammeId) {
  const rows = await db
    .selectFrom("programme_limit_change")
    .selectAll()
    .where("programme_id", "=", programmeId)
    .orderBy("changed_at", "desc")
    .orderBy("id")
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, act: row.act, ...limitsToJson(row) },
    ...{ changedBy: row.changed_by as string, changedAt: row.changed_at.toISOString() },
  }));
}
