import type { ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import { limitsToJson } from "./limit-programme.ts";
import type { Executor, ProgrammeTable, ProgrammeTotalsTable } from "../shared/database.ts";

/** All programmes, or one, as the office sees them: newest first. */
export async function listProgrammes(db: Executor, id?: ProgrammeId) {
  const rows = await db
    .selectFrom("programme")
    .leftJoin("programme_totals", "programme_totals.programme_id", "programme.id")
    .selectAll("programme")
    .select([
      "issued_cents",
      "held_cents",
      "spent_cents",
      "reversed_cents",
      "at_merchants_cents",
      "redeemed_cents",
      "reclaimed_cents",
    ])
    .select((select) => [
      select
        .selectFrom("entitlement")
        .whereRef("entitlement.programme_id", "=", "programme.id")
        .where("entitlement.withdrawn_at", "is", null)
        .select((entitlement) => entitlement.fn.countAll<bigint>().as("count"))
        .as("beneficiaries"),
      select
        .selectFrom("entitlement")
        .whereRef("entitlement.programme_id", "=", "programme.id")
        .where("entitlement.withdrawn_at", "is", null)
        .select((entitlement) => entitlement.fn.sum<string | null>("amount_cents").as("sum"))
        .as("entitled"),
    ])
    .$if(id !== undefined, (query) => query.where("programme.id", "=", id!))
    .orderBy("programme.created_at", "desc")
    .execute();
  return rows.map((row) => programmeToJson(row));
}

type TotalsColumn = Exclude<keyof ProgrammeTotalsTable, "programme_id">;

type ProgrammeRow = ProgrammeTable & { [Column in TotalsColumn]: Cents | null } & {
  beneficiaries: bigint | null;
  entitled: string | null;
};

function programmeToJson(row: ProgrammeRow) {
  const amount = (cents: Cents | null) => (cents === null ? "0" : centsToJson(cents));
  return {
    id: row.id as string,
    ref: row.ref as string,
    name: row.name,
    symbol: row.symbol,
    act: row.act,
    fundCents: centsToJson(row.fund_cents),
    spendableFrom: row.spendable_from.toISOString(),
    spendableUntil: row.spendable_until.toISOString(),
    settleableUntil: row.settleable_until.toISOString(),
    categories: row.categories,
    accountsPerRecharge: row.accounts_per_recharge,
    ...(row.budget_chapter === null ? {} : { budgetChapter: row.budget_chapter }),
    ...(row.commitment === null ? {} : { commitment: row.commitment }),
    ...(row.funding_source === null ? {} : { fundingSource: row.funding_source }),
    ...(row.cup === null ? {} : { cup: row.cup }),
    ...limitsToJson(row),
    state: row.state,
    ...(row.voucher === null ? {} : { voucher: row.voucher as string }),
    ...(row.opened_at === null ? {} : { openedAt: row.opened_at.toISOString() }),
    beneficiaries: Number(row.beneficiaries ?? 0n),
    entitledCents: row.entitled ?? "0",
    totals: {
      issuedCents: amount(row.issued_cents),
      heldCents: amount(row.held_cents),
      spentCents: amount(row.spent_cents),
      reversedCents: amount(row.reversed_cents),
      atMerchantsCents: amount(row.at_merchants_cents),
      redeemedCents: amount(row.redeemed_cents),
      reclaimedCents: amount(row.reclaimed_cents),
    },
  };
}
