import { civilDay } from "#core/shared/civil-day.ts";
import type { BeneficiaryId, CardId, InitiativeId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Executor, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";

const TOKEN_BYTES = 16;
const SALT_BYTES = 32;

/**
 * What a card's link to an initiative carries: always the same for the two, and made by nobody without the service's key.
 * It stands behind the `#`, which browsers send nowhere.
 */
export function tokenOf(custody: Custody, initiative: InitiativeId, card: CardId): string {
  const whole = custody.lookupOf("initiatives/link", `${initiative}|${card}`);
  return whole.subarray(0, TOKEN_BYTES).toString("base64url");
}

/** Under this a token is filed: whoever reads the database has no link. */
export function tokenLookup(custody: Custody, token: string): Buffer {
  return custody.lookupOf("initiatives/token", token);
}

type Deps = { readonly db: Executor; readonly clock: Clock };

/** The initiatives that anybody reads, and that visits are counted of: published, not withdrawn, not over. */
export function liveInitiatives({ db, clock }: Deps) {
  return db
    .selectFrom("initiative")
    .where("published_at", "is not", null)
    .where("withdrawn_at", "is", null)
    .where("ends_at", ">", clock.now());
}

export async function isLive(deps: Deps, id: InitiativeId): Promise<boolean> {
  const live = await liveInitiatives(deps).select("id").where("id", "=", id).executeTakeFirst();
  return live !== undefined;
}

/** One day's counting: its salt is shared by all replicas, and gone when the day is over. */
export type CountingDay = { readonly day: string; readonly salt: Buffer };

/**
 * Today's salt, made where there is none yet. Held until the transaction ends: the day is not counted meanwhile, and what
 * comes after it was counted finds none.
 */
export async function holdToday(
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  tx: Tx,
): Promise<CountingDay> {
  const day = civilDay(clock.now());
  await tx
    .insertInto("visit_salt")
    .values({ day, salt: random.bytes(SALT_BYTES) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { salt } = await tx
    .selectFrom("visit_salt")
    .select("salt")
    .where("day", "=", day)
    .forShare()
    .executeTakeFirstOrThrow();
  return { day, salt };
}

/** Who comes from an address, on this day and to this page: known again today, and never afterwards. */
export function visitorOf(
  custody: Custody,
  { salt }: CountingDay,
  initiative: InitiativeId,
  source: string,
): Buffer {
  return custody.lookupOf("initiatives/visitor", `${salt.toString("hex")}|${initiative}|${source}`);
}

/** A household's links lead nowhere any more: what they brought stays counted, for a row that nobody is behind. */
export async function eraseSharesOf(
  { random }: { readonly random: Random },
  tx: Tx,
  id: BeneficiaryId,
): Promise<void> {
  const links = await tx
    .selectFrom("share_link")
    .select("id")
    .where("beneficiary_id", "=", id)
    .execute();
  for (const link of links)
    await tx
      .updateTable("share_link")
      .set({ token_lookup: random.bytes(SALT_BYTES) })
      .where("id", "=", link.id)
      .execute();
  await tx.deleteFrom("sharer_mark").where("beneficiary_id", "=", id).execute();
}
