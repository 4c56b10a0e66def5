import pg from "pg";

/**
 * Fills the database up to so many cards, each with what a card has after a while: a person, a sealed key, an account
 * with a balance, a settled payment and its entries. Their keys open for nobody: they only make the tables as large as a
 * large town's. Written straight into the tables, because sealing 100,000 keys takes half an hour.
 */
export async function addPlainCards(databaseUrl: string, cards: number): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>("select count(*) as count from card");
    const have = Number(rows[0]!.count);
    // Checks and references of rows that are all alike would only take time.
    await client.query("set session_replication_role = replica");
    for (const statement of STATEMENTS) await client.query(statement, [have, cards]);
    await client.query("set session_replication_role = origin");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

const series = "generate_series($1::int + 1, $2::int) as n";
const uuid = (tag: string) => `(md5('${tag}' || n)::uuid)`;
const address = "('0x' || substr(md5('account' || n) || md5('a' || n), 1, 40))";
const hash = (tag: string) => `('0x' || md5('${tag}' || n) || md5(n || '${tag}'))`;
const programme = "(select id from programme where state = 'open' limit 1)";
const till = "(select id from till limit 1)";
const merchant = "(select merchant_id from till limit 1)";
const shop = "(select account from till join merchant on merchant.id = till.merchant_id limit 1)";
const at = "now() - interval '1 day'";

const STATEMENTS = [
  `insert into custody.sealed_key
     (id, kind, lookup, format, argon2_memory_kib, argon2_passes, salt, sealed, key_encryption_key)
   select ${uuid("key")}, 'card', sha256(('lookup' || n)::bytea), 1, 19456, 2,
     substring(sha256(('salt' || n)::bytea) for 16), sha256(('sealed' || n)::bytea), 'none' from ${series}`,
  `insert into beneficiary (id, fiscal_code_lookup, sealed_person, household_size, created_at)
   select ${uuid("person")}, sha256(('code' || n)::bytea), sha256(('sealed' || n)::bytea), 1, ${at} from ${series}`,
  `insert into card (id, number, beneficiary_id, sealed_key_id, sealed_public_key, status, created_at, status_changed_at)
   select ${uuid("card")}, lpad((50000000 + n)::text, 8, '0'), ${uuid("person")}, ${uuid("key")},
     sha256(('public' || n)::bytea), 'active', ${at}, ${at} from ${series} on conflict do nothing`,
  `insert into account (address, card_id, programme_id, derivation_index, confirmed_cents)
   select ${address}, ${uuid("card")}, ${programme}, 0, 10000 from ${series}`,
  `insert into payment
     (id, till_id, merchant_id, state, request_hash, card_id, amount_cents, left_cents, facts, accepted_at, settled_at)
   select ${uuid("payment")}, ${till}, ${merchant}, 'settled', sha256(('request' || n)::bytea),
     ${uuid("card")}, 100, 10000, '{}', ${at}, ${at} from ${series}`,
  `insert into signed_transfer
     (id, payment_id, position, programme_id, from_account, to_account, amount_cents, nonce, deadline, digest,
      signature, state, settled_transaction, settled_block, settled_at)
   select ${uuid("transfer")}, ${uuid("payment")}, 0, ${programme}, ${address}, ${shop}, 100, 1,
     now() + interval '20 days', ${hash("digest")}, ${hash("signature")} || substr(${hash("s")}, 3) || '1b',
     'settled', ${hash("transaction")}, 1, ${at} from ${series}`,
  `insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
   select ${programme}, 'issue', 'fund', 'free:' || ${address}, 10100, 'plain/' || n, 0 from ${series}`,
  `insert into journal_entry (programme_id, kind, debit, credit, amount_cents, cause, occurrence)
   select ${programme}, 'settle', 'free:' || ${address}, 'free:' || ${shop}, 100, 'plain/' || n, 0 from ${series}`,
];
