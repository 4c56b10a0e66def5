import { decodeFunctionResult, encodeFunctionData } from "viem";
import { sql } from "kysely";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { type Address, type Hash, NOBODY, type ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson, sumCents } from "#core/shared/money.ts";

import type { ChainPort } from "../shared/chain.ts";
import { type TransactionRequest, transactionFor } from "../shared/contracts.ts";
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
  readonly token: Address;
  readonly from: Address;
  readonly to: Address;
  readonly confirmed: Cents;
  /** Accepted payments of the old account that are not on chain yet. */
  readonly open: number;
};

/**
 * What replaced cards still hold, by programme, with what has to be signed for it; local value is one more. First ISSUER
 * (for local value REWARDS) makes the new accounts known on chain, without value; then GUARDIAN moves the value there. So
 * neither of them alone can name where it goes.
 * An account follows once its accepted payments are on chain: a payment is a promise, and the contract blocks what it
 * moves the value from.
 */
export async function listHandovers(deps: Deps) {
  const pairs = await openPairs(deps.db);
  const byProgramme = [...Map.groupBy(pairs, (pair) => pair.programmeId).values()];
  return Promise.all(byProgramme.map((own) => describe(deps, own)));
}

async function describe(deps: Deps, pairs: readonly Pair[]) {
  const { programmeId, programme } = pairs[0]!;
  const taken = pairs.slice(0, MOST_PAIRS);
  const isLocal = programmeId === LOCAL_VALUE;
  const unknown = isLocal
    ? await unknownToLocalToken(deps.db, taken)
    : await unknownToVoucher(deps.chain, taken);
  const ready = taken.filter(
    ({ open, from, to }) => open === 0 && !unknown.includes(from) && !unknown.includes(to),
  );
  const announcement = unknown.length === 0 ? undefined : await announce(deps, pairs[0]!, unknown);
  return {
    programmeId: programmeId as string,
    programme,
    isLocalValue: isLocal,
    from: pairs[0]!.from as string,
    accounts: pairs.length,
    openPayments: pairs.reduce((sum, pair) => sum + pair.open, 0),
    leftCents: centsToJson(sumCents(pairs.map((pair) => pair.confirmed))),
    waitsForCampaign: unknown.length > 0 && announcement === undefined,
    ...(announcement === undefined ? {} : { announcement }),
    ...(ready.length === 0 ? {} : { reassignment: reassign(deps, ready) }),
  };
}

/** `undefined` where local value waits for a campaign: accounts become known to its token by a reward, of nothing here. */
async function announce(
  deps: Deps,
  { programmeId, token }: Pair,
  accounts: readonly Address[],
): Promise<TransactionRequest | undefined> {
  const { deployment, random } = deps;
  const nothing = accounts.map(() => 0n);
  const ref = randomRef(random);
  if (programmeId !== LOCAL_VALUE)
    return transactionFor(deployment, token, {
      abi: voucherAbi,
      functionName: "issue",
      args: [accounts, nothing, ref],
    });
  const campaign = await openCampaign(deps, token);
  if (campaign === undefined) return undefined;
  return transactionFor(deployment, token, {
    abi: localTokenAbi,
    functionName: "reward",
    args: [campaign, accounts, nothing, ref],
  });
}

function reassign({ deployment }: Deps, pairs: readonly Pair[]): TransactionRequest {
  // The same call in either token.
  return transactionFor(deployment, pairs[0]!.token, {
    abi: voucherAbi,
    functionName: "reassign",
    args: [pairs.map(({ from }) => from), pairs.map(({ to }) => to)],
  });
}

async function unknownToVoucher(chain: ChainPort, pairs: readonly Pair[]): Promise<Address[]> {
  const unknown: Address[] = [];
  for (const { token, to } of pairs) if (!(await isKnown(chain, token, to))) unknown.push(to);
  return unknown;
}

/**
 * The local token knows whom it ever rewarded. An old account that only received gifts is not among them, and has to
 * become known as well before value can be moved from it.
 */
async function unknownToLocalToken(db: Database, pairs: readonly Pair[]): Promise<Address[]> {
  const accounts = pairs.flatMap(({ from, to }) => [from, to]);
  const { rows } = await sql<{ account: Address }>`
    select account from unnest(${accounts}::text[]) as account
    where not exists (
      select from chain_event where contract = ${pairs[0]!.token} and name = 'Transfer'
        and lower(args ->> 'from') = ${NOBODY} and lower(args ->> 'to') = account
    )
  `.execute(db);
  return rows.map(({ account }) => account);
}

/**
 * Any campaign under which the local token mints now, by the chain's clock, which is the one that it asks: nothing is
 * minted, so none is better than another.
 */
async function openCampaign({ db, chain }: Deps, token: Address): Promise<Hash | undefined> {
  const { time } = await chain.latestHead();
  const { rows } = await sql<{ campaign: Hash }>`
    select opened.args ->> 'campaign' as campaign from chain_event as opened
    where contract = ${token} and name = 'CampaignOpened'
      and extract(epoch from ${time}::timestamptz) between (args ->> 'from')::bigint and (args ->> 'until')::bigint
      and not exists (
        select from chain_event as closed where closed.contract = ${token} and closed.name = 'CampaignClosed'
          and closed.args ->> 'campaign' = opened.args ->> 'campaign'
      )
    order by block_number desc limit 1
  `.execute(db);
  return rows[0]?.campaign;
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
    token: Address;
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
    select old.programme_id, coalesce(programme.name, 'Valore locale') as name, token.address as token, old.address as "from",
      fresh.address as "to", old.confirmed_cents,
      (select count(*) from signed_transfer
       where from_account = old.address and state in ('accepted', 'batched')) as open
    from card
    join ordered as old on old.card_id = card.id
    join ordered as fresh on fresh.card_id = card.replaced_by and fresh.position = old.position
    join token on token.id = old.programme_id
    left join programme on programme.id = token.id
    where card.status = 'replaced' and old.confirmed_cents > 0 and token.address is not null
      -- Handed over in public, an erased person's accounts would be tied together once more, and for nobody.
      and not exists (select from beneficiary where id = card.beneficiary_id and erased_at is not null)
    order by name, old.address
  `.execute(db);
  return rows.map(({ programme_id, name, confirmed_cents, open, ...pair }) => ({
    ...pair,
    programmeId: programme_id,
    programme: name,
    confirmed: confirmed_cents,
    open: Number(open),
  }));
}
