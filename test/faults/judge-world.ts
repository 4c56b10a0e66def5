import { createPublicClient, http, parseAbiItem, zeroAddress } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import { run } from "../support/throwaway-postgres.ts";
import type { History, StoredPayment } from "./history.ts";
import { sell } from "./tills.ts";
import { type World, pause } from "./world.ts";

const DRAINED_WITHIN_MS = 120_000;

/** Ends every doubt the way tills do, and waits until nothing is open. Answers what stays open. */
export async function drain(world: World, history: History): Promise<string[]> {
  for (const { sale, till } of history.unknown())
    await sell(history, () => world.urls, till, sale, 200);
  const deadline = Date.now() + DRAINED_WITHIN_MS;
  while (Date.now() < deadline) {
    await world.fundRelayer();
    const open = await openThings(world);
    if (open.length === 0) return [];
    await pause(500);
  }
  return openThings(world);
}

async function openThings({ ownerUrl }: World): Promise<string[]> {
  const rows = await run<{ what: string }>(
    ownerUrl,
    `select 'payment ' || id || ' ' || state as what from payment
       where state not in ('settled', 'voided', 'abandoned')
     union all select 'batch ' || id || ' ' || state from settlement_batch
       where state not in ('final', 'dead')
     union all select 'halted: ' || halted_because from chain_cursor
       where halted_because is not null`,
  ).catch((error: unknown) => [{ what: `database: ${String(error)}` }]);
  return rows.map(({ what }) => what);
}

export async function paymentsOf(ownerUrl: string): Promise<StoredPayment[]> {
  return run<StoredPayment>(
    ownerUrl,
    `select id, state, amount_cents::text as amount from payment where state <> 'abandoned'`,
  );
}

/** Everything that must hold when nothing is open. Answers what does not. */
export async function violationsIn(
  world: World,
  history: History,
  before: ReadonlySet<string>,
): Promise<string[]> {
  const open = await drain(world, history);
  return [
    ...open.map((what) => `stranded: ${what}`),
    ...history.judge(await paymentsOf(world.ownerUrl), before),
    ...(await brokenRules(world.ownerUrl)),
    ...(await differencesToChain(world)),
  ];
}

/** Each is a query for what must not be. */
const RULES: Readonly<Record<string, string>> = {
  "held without an open payment":
    "select address from account where held_cents <> 0 or shortfall_cents <> 0",
  "a shop's holding held without a reason":
    "select merchant_id from merchant_holding where held_cents <> 0 or shortfall_cents <> 0",
  "a payment whose shares do not add up": `select p.id from payment as p
     join signed_transfer as t on t.payment_id = p.id
     group by p.id, p.amount_cents having sum(t.amount_cents) <> p.amount_cents`,
  "one nonce for two transfers": `select from_account from signed_transfer
     group by programme_id, from_account, nonce having count(*) > 1`,
  "a settled transfer without its event": `select t.id from signed_transfer as t
     where t.state = 'settled' and not exists (
       select 1 from chain_event as e where e.transaction_hash = t.settled_transaction)`,
  "a failed transfer": "select id from signed_transfer where state = 'failed'",
  "totals that do not balance": `select programme_id from programme_totals as t
     where issued_cents <> held_cents + at_merchants_cents + redeemed_cents + reclaimed_cents
       or held_cents <> (select coalesce(sum(confirmed_cents), 0) from account as a
         where a.programme_id = t.programme_id)
       or at_merchants_cents <> (select coalesce(sum(confirmed_cents), 0) from merchant_holding as h
         where h.programme_id = t.programme_id)`,
  "a gap in the relayer's nonces": `select relayer from settlement_batch group by relayer
     having max(relayer_nonce) - min(relayer_nonce) + 1 <> count(*)`,
};

export async function brokenRules(ownerUrl: string): Promise<string[]> {
  const found: string[] = [];
  for (const [rule, query] of Object.entries(RULES)) {
    const rows = await run(ownerUrl, query);
    if (rows.length > 0) found.push(`${rule}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
}

const TRANSFER = parseAbiItem(
  "event Transfer(address indexed from, address indexed to, uint256 value)",
);

/** What the chain says by itself, without the indexer: balances, and how much was paid how often. */
export async function differencesToChain({ ownerUrl, chain }: World): Promise<string[]> {
  const client = createPublicClient({ transport: http(chain.rpcUrl) });
  const vouchers = await run<{ voucher: `0x${string}`; id: string }>(
    ownerUrl,
    "select id, voucher from programme where voucher is not null",
  );
  const found: string[] = [];
  for (const { id, voucher } of vouchers) {
    const holders = await run<{ address: `0x${string}`; balance: string }>(
      ownerUrl,
      "select address, balance_cents::text as balance from voucher_holder where programme_id = $1",
      [id],
    );
    for (const { address, balance } of holders) {
      const own = await client.readContract({
        ...{ address: voucher, abi: voucherAbi, functionName: "balanceOf", args: [address] },
      });
      if (own.toString() !== balance)
        found.push(`${address} has ${own} on chain, ${balance} in the database`);
    }
    const logs = await client.getLogs({ address: voucher, event: TRANSFER, fromBlock: 0n });
    const moved = logs.filter(({ args }) => args.from !== zeroAddress && args.to !== zeroAddress);
    const sum = moved.reduce((total, { args }) => total + args.value!, 0n);
    const [settled] = await run<{ count: string; sum: string }>(
      ownerUrl,
      `select count(*)::text as count, coalesce(sum(amount_cents), 0)::text as sum
       from (
         select programme_id, amount_cents from signed_transfer where state = 'settled'
         union all select programme_id, amount_cents from recovered_transfer
       ) as moved where programme_id = $1`,
      [id],
    );
    if (settled!.count !== String(moved.length) || settled!.sum !== sum.toString())
      found.push(
        `the chain moved ${sum} in ${moved.length} transfers, the database ${settled!.sum} in ${settled!.count}`,
      );
  }
  return found;
}
