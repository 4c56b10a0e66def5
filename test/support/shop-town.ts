import { LOCAL_VALUE } from "#core/local-value/local-value.ts";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { Reconciliation } from "../../server/reconciliation/reconciliation.ts";
import type {
  Merchant,
  Payment,
  ShopPaid,
  Till,
  TillDay,
  TillStatements,
  TransfersToSign,
} from "../../web/src/shared/api/types.ts";
import { LocalValueOffice } from "./local-value.ts";
import { merchantFile } from "./own-wallet-shop.ts";
import { type PlayedTown, eventually, startPlayedTown } from "./played-town.ts";
import { run } from "./throwaway-postgres.ts";
import { nodeOf, passTime } from "./town-node.ts";

const PAY = "/api/payments/to-shops";
const BEYOND_EVERY_DEADLINE_SECONDS = 22 * 86_400;
const GAS_MONEY = 10n ** 18n;

/** A played town, seen from its shops: in custody with the sheets that were printed, or with wallets of their own. */
export class ShopTown {
  readonly town: PlayedTown;
  readonly #sheets: PlayedTown["play"]["sheets"];

  private constructor(town: PlayedTown) {
    this.town = town;
    this.#sheets = town.play.sheets;
  }

  static async start(): Promise<ShopTown> {
    return new ShopTown(await startPlayedTown({ keyIn: "file" }));
  }

  query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return run<Row>(this.town.stack.ownerUrl, text, values);
  }

  merchants(): Promise<Merchant[]> {
    return this.town.desk.desk.api.get<Merchant[]>("/api/merchants");
  }

  /** The office imports these rows. */
  upload(...rows: string[]): Promise<{ created: number }> {
    const csv = merchantFile(...rows);
    return this.town.desk.desk.api.post("/api/merchants/import?dryRun=false", { csv });
  }

  sheetOf(shop: number) {
    const { code: activationCode, password } = this.#sheets[shop]!;
    return { activationCode, password };
  }

  async openTill(shop: number): Promise<ApiClient> {
    const client = new ApiClient(this.town.stack.url);
    await client.post("/api/tills", { json: { ...this.sheetOf(shop), label: "Banco" } });
    return client;
  }

  tillOf(client: ApiClient): Promise<Till> {
    return client.get<Till>("/api/tills/current");
  }

  day(client: ApiClient): Promise<TillDay> {
    return client.get<TillDay>("/api/tills/current/payments");
  }

  becomes(client: ApiClient, paymentId: string, state: Payment["state"]): Promise<void> {
    return eventually(state, async () => {
      const { state: now } = await client.get<Payment>(`/api/payments/${paymentId}`);
      return now === state;
    });
  }

  /** What the shop has of local value, and may spend. */
  async localOf(client: ApiClient): Promise<bigint> {
    const path = "/api/tills/current/local-value";
    return BigInt((await client.get<{ availableCents: string }>(path)).availableCents);
  }

  pay(client: ApiClient, json: object): Promise<ShopPaid> {
    return client.post<ShopPaid>(PAY, { json });
  }

  terms(client: ApiClient, json: { payee: number; amountCents: string }): Promise<TransfersToSign> {
    return client.post<TransfersToSign>(`${PAY}/terms`, { json });
  }

  /** The shop of this sheet says at its till that it takes a tenth of a price in local value. */
  async takeLocalValue(client: ApiClient, shop: number): Promise<void> {
    await client.post("/api/tills/current/proof", { json: this.sheetOf(shop) });
    await client.post("/api/tills/current/local-share", { json: { percent: 10 } });
  }

  /** Has local value come into being at these shops. */
  async reward(amount: bigint, ...merchants: string[]): Promise<void> {
    const office = await LocalValueOffice.open(this.town.stack);
    const shops = (await this.merchants()).filter(({ id }) => merchants.includes(id));
    await office.reward(...shops.map(({ account }) => [account as `0x${string}`, amount] as const));
  }

  /** The database breaks off whatever writes there, until this is called again with `false`. */
  async breakAt(table: "signed_transfer" | "journal_entry", isBroken: boolean): Promise<void> {
    await this.query(`drop trigger if exists broken on ${table}`);
    if (!isBroken) return;
    await this.query(`create or replace function break_off() returns trigger language plpgsql as
      $$ begin raise exception 'broken off' using errcode = 'connection_failure'; end $$`);
    await this.query(`create trigger broken before insert on ${table} for each statement
      execute function break_off()`);
  }

  statements(client: ApiClient): Promise<TillStatements> {
    return client.get<TillStatements>("/api/tills/current/statements");
  }

  passEveryDeadline(): Promise<void> {
    return passTime(this.town, BEYOND_EVERY_DEADLINE_SECONDS);
  }

  held(): Promise<object[]> {
    return this.query(`select held_cents from merchant_holding where held_cents <> 0`);
  }

  agreed(token: string = LOCAL_VALUE): Promise<void> {
    return eventually(`the books of ${token} agree`, async () => {
      const path = `/api/programmes/${token}/reconciliation`;
      const { desk } = this.town.desk;
      const { differences, chainCompleteAt } = await desk.api.get<Reconciliation>(path);
      return differences.length === 0 && chainCompleteAt !== null;
    });
  }

  /** So that a wallet can send transactions of its own. */
  fund(address: `0x${string}`): Promise<void> {
    return nodeOf(this.town).setBalance({ address, value: GAS_MONEY });
  }
}

/** A payment to a shop under an id of its own. */
export function payment(payee: number, amountCents: string) {
  return { paymentId: crypto.randomUUID(), payee, amountCents };
}

/** The same address but for one letter in capitals, which its checksum contradicts. */
export function swapOneLetter(address: string): string {
  const at = [...address].findIndex((letter, index) => index > 1 && /[a-f]/.test(letter));
  return address.slice(0, at) + address[at]!.toUpperCase() + address.slice(at + 1);
}
