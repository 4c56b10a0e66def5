import type { ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import type { Custody } from "../custody/custody.ts";
import type {
  Database,
  Executor,
  ProgrammeTable,
  ProgrammeTotalsTable,
} from "../shared/database.ts";
import { openPerson } from "./programmes.ts";

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
        .select((entitlement) => entitlement.fn.countAll<bigint>().as("count"))
        .as("beneficiaries"),
      select
        .selectFrom("entitlement")
        .whereRef("entitlement.programme_id", "=", "programme.id")
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

/** One page of a programme's beneficiaries in the order of the register, with their living card. */
export async function listEntitlements(
  { db, custody }: { db: Database; custody: Custody },
  programmeId: ProgrammeId,
  { page, pageSize }: { page: number; pageSize: number },
) {
  const { count } = await db
    .selectFrom("entitlement")
    .where("programme_id", "=", programmeId)
    .select((select) => select.fn.countAll<bigint>().as("count"))
    .executeTakeFirstOrThrow();
  const rows = await db
    .selectFrom("entitlement")
    .innerJoin("beneficiary", "beneficiary.id", "entitlement.beneficiary_id")
    .leftJoin("card", (join) =>
      join
        .onRef("card.beneficiary_id", "=", "beneficiary.id")
        .on("card.status", "in", ["issued", "active", "blocked"]),
    )
    .where("entitlement.programme_id", "=", programmeId)
    .select([
      "entitlement.id",
      "entitlement.protocol",
      "entitlement.amount_cents",
      "beneficiary.household_size",
      "beneficiary.sealed_person",
      "beneficiary.fiscal_code_lookup",
      "card.id as card_id",
      "card.number as card_number",
      "card.status as card_status",
    ])
    .select((select) =>
      select
        .selectFrom("issuance_line")
        .innerJoin("issuance_chunk", "issuance_chunk.ref", "issuance_line.chunk_ref")
        .innerJoin("account", "account.address", "issuance_line.account")
        .innerJoin("card as holder", "holder.id", "account.card_id")
        .whereRef("holder.beneficiary_id", "=", "beneficiary.id")
        .where("account.programme_id", "=", programmeId)
        .where("issuance_chunk.state", "=", "issued")
        .select((line) => line.fn.sum<string | null>("issuance_line.amount_cents").as("sum"))
        .as("issued"),
    )
    .orderBy("entitlement.protocol")
    .offset((page - 1) * pageSize)
    .limit(pageSize)
    .execute();
  const items = rows.map((row) => {
    const { surname, name, fiscalCode } = openPerson(
      custody,
      row.fiscal_code_lookup,
      row.sealed_person,
    );
    const { card_id, card_number, card_status } = row;
    return {
      id: row.id,
      protocol: row.protocol,
      surname,
      name,
      fiscalCode: fiscalCode.replace(/.(?=.{4})/g, "•"),
      householdSize: row.household_size,
      amountCents: centsToJson(row.amount_cents),
      issuedCents: row.issued ?? "0",
      ...(card_id === null
        ? {}
        : { card: { id: card_id as string, number: card_number!, status: card_status as string } }),
    };
  });
  return { total: Number(count), items };
}
