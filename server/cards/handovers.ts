import { decodeFunctionResult, encodeFunctionData } from "viem";
import { sql } from "kysely";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson, sumCents } from "#core/shared/money.ts";

import type { ChainPort } from "../shared/chain.ts";
import { transactionFor } from "../shared/contracts.ts";
import type { Database } from "../shared/database.ts";
import { Fault } from "../shared/problem.ts";
import { type Random, randomRef } from "../shared/random.ts";

type Deps = { db: Database; chain: ChainPort; deployment: Deployment; random: Random };

/** Pairs that one transaction takes, well within any chain's limit. */
const MOST_PAIRS = 100;

/** An account of a replaced card that still holds value, and the one that takes it over. */
type Pair = {
  readonly programmeId: ProgrammeId;
  readonly programme: string;
  readonly voucher: Address;
  readonly from: Address;
  readonly to: Address;
  readonly confirmed: Cents;
  /** Accepted payments of the old account that are not on chain yet. */
  readonly open: number;
};

/**
 * What replaced cards still hold, by programme, with what has to be signed for it. First ISSUER makes the new accounts
 * known on chain, without value; then GUARDIAN moves the value there. So neither of them alone can name where it goes.
 * An account follows once its accepted payments are on chain: a payment is a promise, and the contract blocks what it
 * moves the value from.
 */
export async function listHandovers(deps: Deps) {
  const pairs = await openPairs(deps.db);
  const byProgramme = [...Map.groupBy(pairs, (pair) => pair.programmeId).values()];
  return Promise.all(byProgramme.map((own) => describe(deps, own)));
}

async function describe(deps: Deps, pairs: readonly Pair[]) {
  const { programmeId, programme, voucher } = pairs[0]!;
  const unknown: Pair[] = [];
  for (const pair of pairs.slice(0, MOST_PAIRS))
    if (!(await isKnown(deps.chain, voucher, pair.to))) unknown.push(pair);
  const ready = pairs
    .slice(0, MOST_PAIRS)
    .filter((pair) => pair.open === 0 && !unknown.includes(pair));
  return {
    programmeId: programmeId as string,
    programme,
    from: pairs[0]!.from as string,
    accounts: pairs.length,
    openPayments: pairs.reduce((sum, pair) => sum + pair.open, 0),
    leftCents: centsToJson(sumCents(pairs.map((pair) => pair.confirmed))),
    ...(unknown.length === 0 ? {} : { announcement: announce(deps, voucher, unknown) }),
    ...(ready.length === 0 ? {} : { reassignment: reassign(deps, voucher, ready) }),
  };
}

function announce({ deployment, random }: Deps, voucher: Address, pairs: readonly Pair[]) {
  return transactionFor(deployment, voucher, {
    abi: voucherAbi,
    functionName: "issue",
    args: [pairs.map(({ to }) => to), pairs.map(() => 0n), randomRef(random)],
  });
}

function reassign({ deployment }: Deps, voucher: Address, pairs: readonly Pair[]) {
  return transactionFor(deployment, voucher, {
    abi: voucherAbi,
    functionName: "reassign",
    args: [pairs.map(({ from }) => from), pairs.map(({ to }) => to)],
  });
}

async function isKnown(chain: ChainPort, voucher: Address, account: Address): Promise<boolean> {
  const call = { abi: voucherAbi, functionName: "isBeneficiary", args: [account] } as const;
  const answer = await chain.call({ to: voucher, data: encodeFunctionData(call) });
  if (!answer.ok)
    throw new Fault("chain_unreachable", "The voucher does not answer.", { retryable: true });
  return decodeFunctionResult({ ...call, data: answer.data });
}

/** The accounts of replaced cards with value on them. The pairs are by order: see `replaceCard`. */
async function openPairs(db: Database): Promise<Pair[]> {
  const { rows } = await sql<{
    programme_id: ProgrammeId;
    name: string;
    voucher: Address;
    from: Address;
    to: Address;
    confirmed_cents: Cents;
    open: bigint;
  }>`
    with ordered as (
      select address, card_id, programme_id, confirmed_cents,
        row_number() over (partition by card_id order by derivation_index) as position
      from account
    )
    select old.programme_id, programme.name, programme.voucher, old.address as "from",
      fresh.address as "to", old.confirmed_cents,
      (select count(*) from signed_transfer
       where from_account = old.address and state in ('accepted', 'batched')) as open
    from card
    join ordered as old on old.card_id = card.id
    join ordered as fresh on fresh.card_id = card.replaced_by and fresh.position = old.position
    join programme on programme.id = old.programme_id
    where card.status = 'replaced' and old.confirmed_cents > 0 and programme.voucher is not null
    order by programme.name, old.address
  `.execute(db);
  return rows.map(({ programme_id, name, confirmed_cents, open, ...pair }) => ({
    ...pair,
    programmeId: programme_id,
    programme: name,
    confirmed: confirmed_cents,
    open: Number(open),
  }));
}
