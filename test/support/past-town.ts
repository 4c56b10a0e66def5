import { randomUUID } from "node:crypto";

import pg from "pg";

import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { NOBODY } from "#core/shared/ids.ts";

const TOKEN = `0x${"70".repeat(20)}`;

/**
 * A town's past written straight into its database, as if the indexer and the tills had: for what asks about years of it.
 * Foreign keys and triggers are off for the writing; the tables' own checks are not.
 */
export class PastTown {
  readonly #client: pg.Client;
  #accounts = 0;
  #logs = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(ownerUrl: string): Promise<PastTown> {
    const client = new pg.Client(ownerUrl);
    await client.connect();
    const town = new PastTown(client);
    await town.query("set session_replication_role = replica");
    await town.query("update token set address = $1 where id = $2", [TOKEN, LOCAL_VALUE]);
    return town;
  }

  close(): Promise<void> {
    return this.#client.end();
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.#client.query<Row>(text, values)).rows;
  }

  async category(number: number, name: string): Promise<void> {
    await this.query("insert into merchant_category values ($1, $2)", [number, name]);
  }

  address(): string {
    return `0x${(this.#accounts += 1).toString(16).padStart(40, "0")}`;
  }

  /** A card in use, with its account for local value: a household's first, its second, or what replaces one of them. */
  async card({ second, replaces }: { second?: Card; replaces?: Card } = {}): Promise<Card> {
    const id = randomUUID();
    const household = (second ?? replaces)?.household ?? randomUUID();
    await this.query(
      `insert into beneficiary (id, fiscal_code_lookup, sealed_person, household_size, created_at)
       values ($1::uuid, decode(md5($1::uuid::text), 'hex'), '\\x00', 2, now()) on conflict do nothing`,
      [household],
    );
    if (replaces !== undefined)
      await this.query("update card set status = 'replaced', replaced_by = $1 where id = $2", [
        ...[id, replaces.id],
      ]);
    await this.query(
      `insert into card (id, number, beneficiary_id, sealed_key_id, sealed_public_key, status, created_at,
         status_changed_at, is_second, share_percent)
       values ($1, $2, $3, $4, '\\x00', 'active', now(), now(), $5, $6)`,
      [
        ...[id, String(10_000_000 + this.#accounts), household, randomUUID()],
        ...[second !== undefined, second === undefined ? null : 50],
      ],
    );
    const account = this.address();
    await this.query(
      "insert into account (address, card_id, programme_id, derivation_index) values ($1, $2, $3, 0)",
      [account, id, LOCAL_VALUE],
    );
    return { id, account, household };
  }

  async shop(alias: string, category: number, localPercent = 0): Promise<Shop> {
    const id = randomUUID();
    const account = this.address();
    await this.query(
      `insert into merchant (id, ref, alias, vat_lookup, sealed_details, category, state, account, sealed_key_id,
         created_at, local_percent)
       values ($1, $2, $3::text, decode(md5($3::text), 'hex'), '\\x00', $4, 'active', $5, $6, now(), $7)`,
      [id, this.#hash(), alias, category, account, randomUUID(), localPercent],
    );
    return { id, account };
  }

  /** A movement of the local token in a final block of its own; out of nothing where nobody pays. */
  async moves(from: string | undefined, to: string, cents: bigint, at: Date): Promise<Moved> {
    const transaction = this.#hash();
    const [blockHash, block] = [this.#hash(), this.#logs];
    await this.query(`insert into chain_event values ($1, 0, $2, $3, $4, $5, 'Transfer', $6)`, [
      ...[blockHash, block, at, transaction, TOKEN],
      { from: from ?? NOBODY, to, value: String(cents) },
    ]);
    return { transaction, block, from: from ?? NOBODY, to, cents };
  }

  /** Marks a movement from a shop as what it gave back of a payment. */
  async wasGivenBack(back: Moved, payment: Moved): Promise<void> {
    const digest = this.#hash();
    await this.#signed(payment, digest, null);
    await this.#signed(back, this.#hash(), digest);
  }

  async #signed(moved: Moved, digest: string, reversed: string | null): Promise<void> {
    await this.query(
      `insert into signed_transfer (id, payment_id, reversal_id, position, programme_id, from_account, to_account,
         amount_cents, nonce, deadline, digest, reversed_digest, signature, state, settled_transaction, settled_block,
         settled_at)
       values ($1, $2, $3, 0, $4, $5, $6, $7, $8, now(), $9, $10, '0x', 'settled', $11, $8, now())`,
      [
        ...[randomUUID(), reversed === null ? randomUUID() : null],
        ...[reversed === null ? null : randomUUID(), LOCAL_VALUE],
        ...[moved.from, moved.to, moved.cents, moved.block, digest, reversed, moved.transaction],
      ],
    );
  }

  async buys(card: Card, shop: Shop, cents: bigint, at: Date, localCents = 0n): Promise<string> {
    const id = randomUUID();
    await this.query(
      `insert into payment (id, till_id, merchant_id, state, request_hash, card_id, amount_cents, accepted_at, bill_cents,
         local_cents)
       values ($1, $2, $3, 'settled', '\\x00', $4, $5, $6, $5, $7)`,
      [id, randomUUID(), shop.id, card.id, cents, at, localCents],
    );
    await this.#noteNews(id, at);
    return id;
  }

  async gaveBack(payment: string, cents: bigint, at: Date): Promise<void> {
    await this.query(
      "insert into reversal (id, payment_id, till_id, amount_cents, state, accepted_at) values ($1, $2, $3, $4, 'settled', $5)",
      [randomUUID(), payment, randomUUID(), cents, at],
    );
    await this.#noteNews(payment, at);
  }

  /** As the trigger does that is off here. */
  async #noteNews(payment: string, at: Date): Promise<void> {
    await this.query("insert into purchase_news (payment_id, entered_at) values ($1, $2)", [
      ...[payment, at],
    ]);
  }

  #hash(): string {
    return `0x${(this.#logs += 1).toString(16).padStart(64, "0")}`;
  }
}

export type Card = { readonly id: string; readonly account: string; readonly household: string };
export type Shop = { readonly id: string; readonly account: string };
type Moved = {
  readonly transaction: string;
  readonly block: number;
  readonly from: string;
  readonly to: string;
  readonly cents: bigint;
};
