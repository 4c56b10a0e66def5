import { sql } from "kysely";

import type { HolderFlow } from "#core/local-value/circulation.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { type MerchantId, NOBODY } from "#core/shared/ids.ts";

import type { Executor } from "../shared/database.ts";

/**
 * The local token's movements as final blocks say, each with its two holders. A card, what it replaced and what replaces
 * it are one holder; a shop is one; any other address is one. What stays with its holder is left out, and what a shop gave
 * back is the payment's movement with the sign turned: it was never passed on. After a database that has forgotten, what a
 * shop sends to a card is taken for given back, as the payments do.
 */
const movementsSince = (since: Date) => sql`
  token as (select address from token where id = ${LOCAL_VALUE}),
  holder as materialized (
    select account.address, 'card' as kind, concat(card.beneficiary_id, card.is_second) as id
    from account join card on card.id = account.card_id where account.programme_id = ${LOCAL_VALUE}
    union all
    select account, 'shop', id::text from merchant where account is not null
  ),
  given_back as materialized (
    select back.settled_transaction as transaction_hash, back.from_account, back.to_account,
      back.amount_cents::bigint as cents, min(paid.settled_block) as paid_in
    from signed_transfer as back left join signed_transfer as paid on paid.digest = back.reversed_digest
    where back.programme_id = ${LOCAL_VALUE} and back.reversal_id is not null and back.state = 'settled'
    group by 1, 2, 3, 4
    union
    select forgotten.transaction_hash, from_account, to_account, amount_cents::bigint, null
    from recovered_transfer as forgotten
    join merchant on merchant.account = from_account
    join account on account.address = to_account
    where forgotten.programme_id = ${LOCAL_VALUE}
  ),
  movement as materialized (
    select moved.block_time, payer_address = ${NOBODY} as is_mint, moved.cents,
      back.cents is not null as is_back, coalesce(paid_in, block_number) as block,
      -- What is given back stands just before the payment that it undoes.
      case when paid_in is null then log_index else -1 end as log,
      coalesce(payer.kind, 'own') as payer_kind, coalesce(payer.id, payer_address) as payer,
      coalesce(payee.kind, 'own') as payee_kind, coalesce(payee.id, payee_address) as payee
    from (
      select block_time, block_number, log_index, transaction_hash, lower(args ->> 'from') as payer_address,
        lower(args ->> 'to') as payee_address, (args ->> 'value')::bigint as cents
      from chain_event join token on token.address = chain_event.contract
      where name = 'Transfer' and block_time >= ${since}
    ) as moved
    left join holder as payer on payer.address = payer_address
    left join holder as payee on payee.address = payee_address
    left join given_back as back on back.transaction_hash = moved.transaction_hash
      and back.from_account = payer_address and back.to_account = payee_address and back.cents = moved.cents
    where moved.cents > 0
      and (coalesce(payer.kind, 'own'), coalesce(payer.id, payer_address))
        <> (coalesce(payee.kind, 'own'), coalesce(payee.id, payee_address))
  )
`;

const BEGINNING = new Date(0);

/** A shop's flow, with what the page says of it. Never its name: an alias is made for what others see. */
export type ShopFlow = HolderFlow & {
  readonly id: MerchantId;
  readonly alias: string;
  readonly category: string;
};

type FlowRow = HolderFlow & {
  id: MerchantId | null;
  alias: string | null;
  category: string | null;
};

/** What went through each holder's hands since the beginning. Of cards and own wallets nothing says whose they are. */
export async function readFlows(
  db: Executor,
): Promise<{ readonly flows: readonly HolderFlow[]; readonly shops: readonly ShopFlow[] }> {
  const { rows } = await sql<FlowRow>`
    with ${movementsSince(BEGINNING)},
    posting as (
      select payer_kind as kind, payer as holder, block, log, 0 as minted,
        case when is_back then -cents else 0 end as received, case when is_back then 0 else cents end as sent
      from movement where not is_mint
      union all
      select payee_kind, payee, block, log, case when is_mint then cents else 0 end,
        case when is_mint or is_back then 0 else cents end, case when is_back then -cents else 0 end
      from movement
    ),
    step as (
      select *, sum(sent - minted) over (
        partition by kind, holder order by block, log, sent rows unbounded preceding
      ) as ahead
      from posting
    ),
    flow as (
      select kind, holder, sum(minted)::bigint as minted, sum(received)::bigint as received,
        sum(sent)::bigint as sent, greatest(0, max(ahead))::bigint as respent
      from step group by kind, holder
    )
    select flow.kind, minted, received, sent, respent, merchant.id, alias, merchant_category.name as category
    from flow
    left join merchant on kind = 'shop' and merchant.id::text = holder
    left join merchant_category on merchant_category.number = merchant.category
  `.execute(db);
  const shops = rows.flatMap(({ id, alias, category, ...flow }) =>
    id === null ? [] : [{ ...flow, id, alias: alias!, category: category! }],
  );
  return { flows: rows, shops };
}

export type Pace = {
  readonly movedCents: bigint;
  /** What there was on average between the two instants, in cents. */
  readonly averageCents: bigint;
  readonly weeks: readonly {
    readonly week: string;
    readonly mintedCents: bigint;
    readonly movedCents: bigint;
  }[];
};

/** What moved since an instant (a chain's clock may be ahead of ours), and by week (its Monday, Europe/Rome) what came into being and what moved. */
export async function readPace(db: Executor, from: Date, until: Date): Promise<Pace> {
  const { rows } = await sql<{ moved: bigint; average: bigint; weeks: Week[] }>`
    with ${movementsSince(from)},
    recent as (
      select *, to_char(date_trunc('week', block_time at time zone 'Europe/Rome'), 'YYYY-MM-DD') as week,
        case when is_mint then 0 when is_back then -cents else cents end as moved
      from movement
    ),
    week as (
      select week, coalesce(sum(cents) filter (where is_mint), 0)::text as minted, sum(moved)::text as moved
      from recent group by week order by week
    )
    select
      (select coalesce(sum(moved), 0) from recent)::bigint as moved,
      (
        select coalesce(sum((args ->> 'value')::bigint
            * greatest(0, extract(epoch from ${until}::timestamptz - greatest(block_time, ${from}))))
          / extract(epoch from ${until}::timestamptz - ${from}::timestamptz), 0)
        from chain_event join token on token.address = chain_event.contract
        where name = 'Transfer' and lower(args ->> 'from') = ${NOBODY}
      )::bigint as average,
      (
        select coalesce(json_agg(json_build_object('week', week, 'minted', minted, 'moved', moved) order by week), '[]')
        from week
      ) as weeks
  `.execute(db);
  const { moved, average, weeks } = rows[0]!;
  return { movedCents: moved, averageCents: average, weeks: weeks.map(weekOf) };
}

type Week = { week: string; minted: string; moved: string };

function weekOf({ week, minted, moved }: Week) {
  return { week, mintedCents: BigInt(minted), movedCents: BigInt(moved) };
}

export type CategoryTaking = {
  readonly category: string;
  readonly shops: number;
  /** Which say that they take a part of a price in local value. */
  readonly taking: number;
  readonly takers: readonly { readonly id: MerchantId; readonly alias: string }[];
};

/** The active shops of each category, and those which take local value. */
export async function readTaking(db: Executor): Promise<CategoryTaking[]> {
  const { rows } = await sql<CategoryTaking>`
    select merchant_category.name as category, count(*)::int as shops,
      (count(*) filter (where local_percent > 0))::int as taking,
      coalesce(json_agg(json_build_object('id', merchant.id, 'alias', alias) order by alias)
        filter (where local_percent > 0), '[]') as takers
    from merchant join merchant_category on merchant_category.number = merchant.category
    where merchant.state = 'active'
    group by merchant_category.number, merchant_category.name order by merchant_category.name
  `.execute(db);
  return rows;
}
