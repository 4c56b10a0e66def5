import { categoryBitmap } from "#core/merchant/merchant-state.ts";
import { programmesAbi } from "#core/chain/abi/programmes.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import { SETTLEMENT_DAYS } from "#core/programme/move-end.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { unixSeconds } from "#core/shared/unix-time.ts";

import type { Clock } from "../shared/clock.ts";
import { type TransactionRequest, transactionFor } from "../shared/contracts.ts";
import type { Database, ProgrammeTable } from "../shared/database.ts";
import { faultsOf } from "../shared/field-checks.ts";
import { type Random, randomRef, randomUuid } from "../shared/random.ts";
import { columnsOf, limitFaults } from "./limit-programme.ts";
import { programmeById } from "./programmes.ts";

type Deps = { db: Database; clock: Clock; random: Random; deployment: Deployment };

export type ProgrammeDraft = {
  readonly name: string;
  readonly symbol: string;
  readonly act: string;
  readonly fundCents: Cents;
  readonly spendableFrom: Date;
  readonly spendableUntil: Date;
  readonly settleableUntil?: Date;
  readonly categories: readonly number[];
  readonly accountsPerRecharge: number;
  readonly budgetChapter?: string | undefined;
  readonly commitment?: string | undefined;
  readonly fundingSource?: string | undefined;
  readonly cup?: string | undefined;
  readonly cardPaymentCents?: Cents | undefined;
  readonly cardDayCents?: Cents | undefined;
};

const DAY_MS = 86_400_000;

export type DraftRefusal = {
  code: "malformed_request";
  details: { field: string; message: string }[];
};

/** Drafts a programme. It opens when the treasurer's transaction is final. */
export async function createProgramme(
  deps: Deps,
  officer: Address,
  draft: ProgrammeDraft,
): Promise<Result<ProgrammeId, DraftRefusal>> {
  const settleableUntil =
    draft.settleableUntil ?? new Date(draft.spendableUntil.getTime() + SETTLEMENT_DAYS * DAY_MS);
  const details = await draftErrors(deps, { ...draft, settleableUntil });
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const id = randomUuid(deps.random) as ProgrammeId;
  await deps.db
    .insertInto("programme")
    .values({
      id,
      ref: randomRef(deps.random),
      name: draft.name,
      symbol: draft.symbol,
      act: draft.act,
      fund_cents: draft.fundCents,
      spendable_from: draft.spendableFrom,
      spendable_until: draft.spendableUntil,
      settleable_until: settleableUntil,
      categories: [...new Set(draft.categories)].sort((one, other) => one - other),
      accounts_per_recharge: draft.accountsPerRecharge,
      state: "draft",
      voucher: null,
      opened_at: null,
      created_by: officer,
      created_at: deps.clock.now(),
      budget_chapter: draft.budgetChapter ?? null,
      commitment: draft.commitment ?? null,
      funding_source: draft.fundingSource ?? null,
      cup: draft.cup ?? null,
      ...columnsOf(draft),
    })
    .execute();
  return ok(id);
}

async function draftErrors(
  { db, clock }: Deps,
  draft: ProgrammeDraft & { settleableUntil: Date },
): Promise<DraftRefusal["details"]> {
  const { fundCents, spendableFrom, spendableUntil, settleableUntil, categories } = draft;
  const known = await db.selectFrom("merchant_category").select("number").execute();
  const numbers = new Set(known.map(({ number }) => number));
  const unknown = categories.filter((category) => !numbers.has(category));
  const faults = faultsOf([
    [fundCents === 0n, "fundCents", "Il fondo deve essere maggiore di zero."],
    [spendableUntil <= spendableFrom, "spendableUntil", "La scadenza viene prima dell'inizio."],
    [spendableUntil <= clock.now(), "spendableUntil", "La scadenza è già passata."],
    [settleableUntil < spendableUntil, "settleableUntil", "Non può precedere la scadenza."],
    [unknown.length > 0, "categories", `Categorie sconosciute: ${unknown.join(", ")}.`],
  ]);
  return [...faults, ...limitFaults(draft)];
}

/** The transaction that opens a draft, for TREASURY to sign. */
export async function openingTransaction(
  { db, deployment }: Pick<Deps, "db" | "deployment">,
  id: ProgrammeId,
): Promise<
  Result<TransactionRequest, { code: "not_found" } | { code: "wrong_state"; state: string }>
> {
  const programme = await programmeById(db, id);
  if (programme === undefined) return refuse({ code: "not_found" });
  if (programme.state !== "draft") return refuse({ code: "wrong_state", state: programme.state });
  const { ref, name, symbol } = programme;
  return ok(
    transactionFor(deployment, deployment.contracts.programmes.address, {
      abi: programmesAbi,
      functionName: "open",
      args: [ref, name, symbol, termsOf(programme)],
    }),
  );
}

function termsOf(programme: ProgrammeTable) {
  return {
    cap: programme.fund_cents,
    spendableFrom: unixSeconds(programme.spendable_from),
    spendableUntil: unixSeconds(programme.spendable_until),
    settleableUntil: unixSeconds(programme.settleable_until),
    categories: categoryBitmap(programme.categories),
  };
}
