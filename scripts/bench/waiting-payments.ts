import pg from "pg";
import { encodeFunctionData, keccak256, toHex } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Address, Hash } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import {
  accountAddress,
  childOf,
  signDigest,
  signatureBytes,
  walletOf,
} from "../../server/custody/wallet-tree.ts";
import { digestsOf } from "../../server/shared/transfer-digests.ts";
import type { Officer, Town } from "../scenario/officer.ts";

/** As many as an account may have open at once. */
const PER_ACCOUNT = 24;
/** Accounts in one issuance, and payments in one statement. */
const AT_ONCE = 500;
const WAIT_MS = 100;

type Account = {
  readonly address: Address;
  /** A digest names no payer, so each account's nonces begin somewhere else. */
  readonly firstNonce: bigint;
  sign(digest: Hash): string;
};
type Shop = { readonly till: string; readonly merchant: string; readonly account: Address };
type Programme = { readonly id: string; readonly voucher: Address; readonly settleable: Date };

/**
 * Puts payments of one cent before the settler, more than tills could make in the time of a benchmark: of accounts of a
 * wallet that exists here alone, recharged on chain and signed for like any other. What a payment leaves in the database
 * is written straight into the tables, past no constraint.
 */
export async function addWaitingPayments(
  databaseUrl: string,
  treasury: Officer,
  payments: number,
): Promise<void> {
  const { chainId } = await treasury.api.get<Town>("/api/town");
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const [programme] = await rowsOf<Programme>(
      client,
      "select id, voucher, settleable_until as settleable from programme where state = 'open' limit 1",
    );
    const shops = await rowsOf<Shop>(
      client,
      `select distinct on (merchant.id) till.id as till, merchant.id as merchant, account
       from till join merchant on merchant.id = till.merchant_id`,
    );
    const accounts = makeAccounts(Math.ceil(payments / PER_ACCOUNT));
    await addAccounts(client, programme!.id, accounts);
    await recharge(treasury, chainId, programme!.voucher, accounts);
    await waitForRecharge(client, accounts);
    for (let start = 0; start < payments; start += AT_ONCE) {
      const count = Math.min(AT_ONCE, payments - start);
      const own = Array.from({ length: count }, (_, index) => start + index);
      await addPayments(client, chainId, programme!, shops, accounts, own);
    }
  } finally {
    await client.end();
  }
}

async function rowsOf<Row>(client: pg.Client, text: string, values: unknown[] = []) {
  return (await client.query(text, values)).rows as Row[];
}

function makeAccounts(count: number): Account[] {
  const wallet = walletOf(Buffer.alloc(32, "bench"));
  return Array.from({ length: count }, (_, index) => {
    const account = childOf(wallet, index);
    return {
      address: accountAddress(account),
      firstNonce: BigInt(index + 1) << 20n,
      sign: (digest) => signatureBytes(signDigest(account, digest)),
    };
  });
}

async function addAccounts(client: pg.Client, programme: string, accounts: readonly Account[]) {
  await client.query(
    `with fresh as (
       select address, gen_random_uuid() as person, gen_random_uuid() as card, nonce, place
       from unnest($1::text[], $3::bigint[]) with ordinality as a (address, nonce, place)
     ), people as (
       insert into beneficiary (id, fiscal_code_lookup, sealed_person, household_size, created_at)
       select person, sha256(address::bytea), sha256(address::bytea), 1, now() from fresh
     ), cards as (
       insert into card (id, number, beneficiary_id, sealed_key_id, sealed_public_key, status, created_at, status_changed_at)
       select card, (90000000 + place)::text, person, gen_random_uuid(), sha256(address::bytea), 'active', now(), now()
       from fresh
     )
     insert into account (address, card_id, programme_id, derivation_index, next_nonce)
     select address, card, $2, 0, nonce from fresh`,
    [
      accounts.map(({ address }) => address),
      programme,
      accounts.map(({ firstNonce }) => firstNonce.toString()),
    ],
  );
}

/** As the treasurer, beside the lists that the service keeps: nobody here is entitled to anything. */
async function recharge(
  treasury: Officer,
  chainId: number,
  voucher: Address,
  all: readonly Account[],
): Promise<void> {
  for (let start = 0; start < all.length; start += AT_ONCE) {
    const accounts = all.slice(start, start + AT_ONCE).map(({ address }) => address);
    const amounts = accounts.map(() => BigInt(PER_ACCOUNT));
    const args = [accounts, amounts, keccak256(toHex(`bench ${start}`))] as const;
    const data = encodeFunctionData({ abi: voucherAbi, functionName: "issue", args });
    await treasury.sign({ chainId, to: voucher, data });
  }
}

async function waitForRecharge(client: pg.Client, accounts: readonly Account[]): Promise<void> {
  const text =
    "select count(*)::int as count from account where address = any($1::text[]) and confirmed_cents > 0";
  for (;;) {
    const [row] = await rowsOf<{ count: number }>(client, text, [
      accounts.map(({ address }) => address),
    ]);
    if (row!.count === accounts.length) return;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
}

async function addPayments(
  client: pg.Client,
  chainId: number,
  { id: programme, voucher, settleable }: Programme,
  shops: readonly Shop[],
  accounts: readonly Account[],
  numbers: readonly number[],
): Promise<void> {
  const deadline = BigInt(Math.floor(settleable.getTime() / 1000));
  const digests = digestsOf(chainId, voucher);
  const rows = numbers.map((number) => {
    const { address, sign, firstNonce } = accounts[number % accounts.length]!;
    const { till, merchant, account: to } = shops[number % shops.length]!;
    const nonce = firstNonce + BigInt(Math.floor(number / accounts.length));
    const digest = digests.payment({ to, amount: cents(1), nonce, deadline });
    return {
      address,
      till,
      merchant,
      to,
      nonce: nonce.toString(),
      digest,
      signature: sign(digest),
    };
  });
  await client.query(
    `with fresh as (
       select gen_random_uuid() as payment, gen_random_uuid() as transfer, r.*
       from jsonb_to_recordset($1::jsonb) as r (
         address text, till uuid, merchant uuid, "to" text, nonce bigint, digest text, signature text
       )
     ), paid as (
       insert into payment
         (id, till_id, merchant_id, state, request_hash, card_id, amount_cents, left_cents, facts, accepted_at)
       select payment, till, merchant, 'accepted', sha256(digest::bytea), card_id, 1, 1, '{}', now()
       from fresh join account using (address)
     ), held as (
       update account set held_cents = held_cents + sum, next_nonce = next_nonce + count
       from (select address, count(*), count(*) as sum from fresh group by address) as s
       where s.address = account.address
     ), booked as (
       insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
       select $2, 'reserve', 'free:' || address, 'held:' || address, 1, transfer, 0 from fresh
     )
     insert into signed_transfer
       (id, payment_id, position, programme_id, from_account, to_account, amount_cents, nonce, deadline, digest,
        signature, state)
     select transfer, payment, 0, $2, address, "to", 1, nonce, to_timestamp($3), digest, signature, 'accepted'
     from fresh`,
    [JSON.stringify(rows), programme, deadline.toString()],
  );
}
