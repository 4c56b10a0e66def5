import { type CampaignKind, campaignRef } from "#core/campaign/campaign-kind.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address, CampaignId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import { instantAt, unixSeconds } from "#core/shared/unix-time.ts";

import type { Clock } from "../shared/clock.ts";
import { type TransactionRequest, transactionFor } from "../shared/contracts.ts";
import type { Database } from "../shared/database.ts";
import { type FieldCheck, type FieldFault, faultsOf } from "../shared/field-checks.ts";
import { type Random, randomRef, randomUuid } from "../shared/random.ts";
import { campaignById } from "./campaigns.ts";

type Deps = { db: Database; clock: Clock; random: Random; deployment: Deployment };

export type CampaignDraft = CampaignTerms & { readonly name: string; readonly act: string };

export type CampaignTerms = {
  readonly kind: CampaignKind;
  readonly basisPoints?: number | undefined;
  readonly centsEach?: Cents | undefined;
  readonly rewardsFrom: Date;
  readonly rewardsUntil: Date;
  readonly categories: readonly number[];
  readonly budgetCents: Cents;
  readonly cardCents: Cents;
  readonly householdCents: Cents;
  readonly cardDayCents: Cents;
  readonly merchantCents?: Cents | undefined;
  readonly merchantDayCents?: Cents | undefined;
};

/** Days after the last one that earns, within which what it earned may still be minted. */
const MINTING_DAYS = 30;
const DAY_MS = 86_400_000;

export type DraftRefusal = { code: "malformed_request"; details: FieldFault[] };

/** Drafts a campaign. It opens when the treasurer's transaction is final. */
export async function createCampaign(
  deps: Deps,
  officer: Address,
  draft: CampaignDraft,
): Promise<Result<CampaignId, DraftRefusal>> {
  const details = await draftErrors(deps, draft);
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const id = randomUuid(deps.random) as CampaignId;
  await deps.db
    .insertInto("campaign")
    .values({
      id,
      ref: campaignRef(draft.kind, randomRef(deps.random)),
      ...{ name: draft.name, act: draft.act, kind: draft.kind },
      rewards_from: wholeSecond(draft.rewardsFrom),
      rewards_until: draft.rewardsUntil,
      mintable_until: wholeSecond(new Date(draft.rewardsUntil.getTime() + MINTING_DAYS * DAY_MS)),
      categories: [...new Set(draft.categories)].sort((one, other) => one - other),
      ...termColumns(draft),
      ...{ state: "draft", opened_at: null, closed_at: null },
      created_by: officer,
      created_at: deps.clock.now(),
    })
    .execute();
  return ok(id);
}

/** The columns that the rules of earning judge by. */
export function termColumns(terms: CampaignTerms) {
  return {
    basis_points: terms.basisPoints ?? null,
    cents_each: terms.centsEach ?? null,
    budget_cents: terms.budgetCents,
    card_cents: terms.cardCents,
    household_cents: terms.householdCents,
    card_day_cents: terms.cardDayCents,
    merchant_cents: terms.merchantCents ?? null,
    merchant_day_cents: terms.merchantDayCents ?? null,
  };
}

/** What is wrong with a campaign's terms, field by field. */
export async function draftErrors(
  { db, clock }: { db: Database; clock: Pick<Clock, "now"> },
  draft: CampaignTerms,
): Promise<DraftRefusal["details"]> {
  const { rewardsFrom, rewardsUntil, kind } = draft;
  const known = await db.selectFrom("merchant_category").select("number").execute();
  const numbers = new Set(known.map(({ number }) => number));
  const unknown = draft.categories.filter((category) => !numbers.has(category));
  return faultsOf([
    ...amountChecks(draft),
    [rewardsUntil <= rewardsFrom, "rewardsUntil", "La fine viene prima dell'inizio."],
    [rewardsUntil <= clock.now(), "rewardsUntil", "La fine è già passata."],
    [unknown.length > 0, "categories", `Categorie sconosciute: ${unknown.join(", ")}.`],
    [
      kind !== "purchases" && draft.categories.length > 0,
      "categories",
      "Le categorie riguardano solo gli acquisti.",
    ],
  ]);
}

const AMOUNTS = [
  "budgetCents",
  "cardCents",
  "householdCents",
  "cardDayCents",
  "merchantCents",
  "merchantDayCents",
] as const;

/** The rate that the kind asks for and no other, every cap that it asks for, and none that could never hold. */
function amountChecks(draft: CampaignTerms): FieldCheck[] {
  const isPurchases = draft.kind === "purchases";
  const { basisPoints, centsEach, merchantCents, merchantDayCents, budgetCents } = draft;
  const needsShop = "Per gli acquisti serve il massimo per negozio.";
  const noShop = "Vale solo per gli acquisti.";
  return [
    [
      (basisPoints !== undefined) !== isPurchases,
      "basisPoints",
      isPurchases ? "Serve la percentuale." : noShop,
    ],
    [
      (centsEach !== undefined) === isPurchases,
      "centsEach",
      isPurchases ? "Gli acquisti si premiano in percentuale." : "Serve il premio in euro.",
    ],
    [centsEach === 0n, "centsEach", "Deve essere maggiore di zero."],
    [
      (merchantCents !== undefined) !== isPurchases,
      "merchantCents",
      isPurchases ? needsShop : noShop,
    ],
    [
      (merchantDayCents !== undefined) !== isPurchases,
      "merchantDayCents",
      isPurchases ? needsShop : noShop,
    ],
    ...AMOUNTS.map((field): FieldCheck => [
      draft[field] === 0n,
      field,
      "Deve essere maggiore di zero.",
    ]),
    ...AMOUNTS.map((field): FieldCheck => [
      (draft[field] ?? 0n) > budgetCents,
      field,
      "Supera lo stanziamento della campagna.",
    ]),
  ];
}

export type ActRefusal = { code: "not_found" } | { code: "wrong_state"; state: string };

/** The transaction that opens a draft, for TREASURY to sign. */
export async function openingTransaction(
  { db, deployment }: Pick<Deps, "db" | "deployment">,
  id: CampaignId,
): Promise<Result<TransactionRequest, ActRefusal>> {
  const campaign = await campaignById(db, id);
  if (campaign === undefined) return refuse({ code: "not_found" });
  if (campaign.state !== "draft") return refuse({ code: "wrong_state", state: campaign.state });
  const { ref, budget_cents, rewards_from, mintable_until } = campaign;
  return ok(
    transactionFor(deployment, deployment.contracts.localToken.address, {
      abi: localTokenAbi,
      functionName: "openCampaign",
      args: [ref, budget_cents, unixSeconds(rewards_from), unixSeconds(mintable_until)],
    }),
  );
}

/** The transaction that ends an open campaign before its time, for TREASURY to sign: nothing more of it can be minted. */
export async function closingTransaction(
  { db, deployment }: Pick<Deps, "db" | "deployment">,
  id: CampaignId,
): Promise<Result<TransactionRequest, ActRefusal>> {
  const campaign = await campaignById(db, id);
  if (campaign === undefined) return refuse({ code: "not_found" });
  if (campaign.state !== "open") return refuse({ code: "wrong_state", state: campaign.state });
  return ok(
    transactionFor(deployment, deployment.contracts.localToken.address, {
      abi: localTokenAbi,
      functionName: "closeCampaign",
      args: [campaign.ref],
    }),
  );
}

/** The contract counts seconds, and what it says is compared with this. */
function wholeSecond(instant: Date): Date {
  return instantAt(unixSeconds(instant));
}
