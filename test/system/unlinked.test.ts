import { strict as assert } from "node:assert";

import { type Hex, createPublicClient, decodeFunctionData, http, parseSignature } from "viem";

import { voucherAbi } from "#core/chain/abi/voucher.ts";

import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

const SPREAD_SECONDS = 8;
/** Purchases of the demo town's file, in two shops. */
const [HERE, THERE] = [0, 1];

type Transfer = {
  id: string;
  payment_id: string;
  from_account: Hex;
  position: number;
  wait_seconds: number;
  deadline: Date;
  signature: Hex;
  state: string;
  waited: number | null;
  settled_transaction: Hex | null;
};

/** What everybody reads on chain of a card's purchases: as little as goes. docs/privacy.md says how much that is. */
describe("What the chain tells of a card", () => {
  let town: PlayedTown;

  before(async function () {
    this.timeout(180_000);
    town = await startPlayedTown({ settings: { BORGO_SPREAD_SECONDS: `${SPREAD_SECONDS}` } });
  });

  after(() => town?.stack.stop());

  const transfersOf = (paymentId: string) =>
    run<Transfer>(
      town.stack.ownerUrl,
      `select t.*, extract(epoch from b.created_at - p.accepted_at)::float8 as waited
       from signed_transfer t join payment p on p.id = t.payment_id
       left join settlement_batch b on b.id = t.batch_id
       where p.id = $1 order by position`,
      [paymentId],
    );

  /** The first purchase's card pays at the shop of another purchase. */
  async function pay(position: number, cents: string): Promise<Transfer[]> {
    const { card } = cardAndTill(town, HERE);
    const { till } = cardAndTill(town, position);
    const payment = paymentOf(card, cents);
    await till.post("/api/payments", { json: payment });
    return transfersOf(payment.paymentId);
  }

  const accountsOf = (transfers: readonly Transfer[]) =>
    transfers.map(({ from_account }) => from_account);

  it("recharges in notes like everybody's, in an order that tells nothing", async () => {
    const lines = await run<{ amount_cents: string; account: Hex }>(
      town.stack.ownerUrl,
      "select amount_cents, account from issuance_line order by account",
    );
    const amounts = new Map<string, number>();
    for (const { amount_cents } of lines)
      amounts.set(amount_cents, (amounts.get(amount_cents) ?? 0) + 1);
    assert.ok(lines.length > 50, `${lines.length} accounts`);
    const alone = [...amounts].filter(([, accounts]) => accounts === 1);
    // The one household whose aid is far above the others' has a note of 500 and what is joined.
    assert.ok(alone.length <= 2, `amounts of one account: ${JSON.stringify(alone)}`);
    const [call] = await issueCalls();
    assert.deepEqual(call, [...call!].sort());
  });

  async function issueCalls(): Promise<string[][]> {
    const chunks = await run<{ transaction_hash: Hex }>(
      town.stack.ownerUrl,
      "select transaction_hash from issuance_chunk where state = 'issued'",
    );
    const client = createPublicClient({ transport: http(town.stack.rpcUrl) });
    return Promise.all(
      chunks.map(async ({ transaction_hash: hash }) => {
        const { input } = await client.getTransaction({ hash });
        const { args } = decodeFunctionData({ abi: voucherAbi, data: input });
        return (args![0] as string[]).map((account) => account.toLowerCase());
      }),
    );
  }

  it("keeps the accounts of one shop apart from those of another", async () => {
    const here = await pay(HERE, "3000");
    const there = await pay(THERE, "1500");
    const again = await pay(HERE, "1000");
    assert.equal(here.length, 1);
    assert.deepEqual(accountsOf(again), accountsOf(here), "what the shop knows is used up first");
    const known = new Set(accountsOf(here));
    assert.ok(!accountsOf(there).some((account) => known.has(account)));
  });

  it("signs deadlines that tell no hour", async () => {
    const transfers = await pay(HERE, "100");
    for (const { deadline } of transfers) assert.equal(deadline.getTime() % 86_400_000, 0);
  });

  it("takes money from other shops' accounts only for the last cents, and settles it all", async () => {
    const shares = await pay(HERE, "9900");
    assert.ok(shares.length > 3, `${shares.length} shares`);
    const [first, ...others] = shares;
    assert.equal(first!.wait_seconds, 0);
    for (const { wait_seconds } of others)
      assert.ok(wait_seconds >= 0 && wait_seconds <= SPREAD_SECONDS);
    await eventually("all shares settled", async () =>
      (await transfersOf(shares[0]!.payment_id)).every(({ state }) => state === "settled"),
    );
    for (const { wait_seconds, waited } of await transfersOf(shares[0]!.payment_id))
      assert.ok(waited! >= wait_seconds, `batched after ${waited} s, not ${wait_seconds}`);
  }).timeout(90_000);

  it("settles in an order that does not tell who came first", async () => {
    const { till } = cardAndTill(town, HERE);
    const payments = await Promise.all(
      [1, 4, 5, 6, 7, 8].map(async (position) => {
        const payment = paymentOf(cardAndTill(town, position).card, "150");
        await till.post("/api/payments", { json: payment });
        return payment.paymentId;
      }),
    );
    const settled = async () => (await Promise.all(payments.map(transfersOf))).flat();
    await eventually("settled", async () =>
      (await settled()).every(({ state }) => state === "settled"),
    );
    const ids = new Map((await settled()).map(({ signature, id }) => [rOf(signature), id]));
    const client = createPublicClient({ transport: http(town.stack.rpcUrl) });
    const hashes = new Set((await settled()).map((transfer) => transfer.settled_transaction!));
    for (const hash of hashes) {
      const { input } = await client.getTransaction({ hash });
      const { args } = decodeFunctionData({ abi: voucherAbi, data: input });
      for (const { payments: own } of args![0] as unknown as { payments: { r: Hex }[] }[]) {
        const order = own.map(({ r }) => ids.get(r)!);
        assert.deepEqual(order, [...order].sort());
      }
    }
  }).timeout(90_000);

  const rOf = (signature: Hex) => parseSignature(signature).r;
});
