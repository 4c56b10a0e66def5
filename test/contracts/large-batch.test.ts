import { expect } from "chai";
import { network } from "hardhat";
import { encodeFunctionData } from "viem";

import {
  TRANSACTION_GAS_LIMIT,
  fillBatch,
  fitEstimate,
  gasLimitOf,
} from "#core/settlement/batch-size.ts";
import type { Address } from "#core/shared/ids.ts";

import { GasChain, STARTS_AT } from "../../scripts/bench-gas/gas-chain.ts";
import { type OpenVoucher, openVoucher } from "../../scripts/bench-gas/open-voucher.ts";
import { MERCHANTS, accountsOf, addressesOf, refOf } from "../../scripts/bench-gas/people.ts";
import { signedBatch } from "../../scripts/bench-gas/signed-batch.ts";

const BLOCK_GAS = 60_000_000n;
/** More than fit one transaction. */
const WAITING = 1_400;
/** New accounts that an issuance credits in one transaction without passing its limit. */
const CREDITED_AT_ONCE = 350;

describe("A batch as large as Osaka's rules allow", () => {
  let chain: GasChain;
  let voucher: OpenVoucher;
  let close: () => Promise<void>;
  let groups: Awaited<ReturnType<typeof signedBatch>>;

  before(async function () {
    this.timeout(120_000);
    const override = { hardfork: "osaka", blockGasLimit: BLOCK_GAS } as const;
    const connection = await network.create({ override });
    close = () => connection.close();
    chain = await GasChain.connect(connection.provider as never);
    voucher = await openVoucher(chain, STARTS_AT + 100 * 86_400);
    const cards = accountsOf("card", WAITING);
    for (let from = 0; from < WAITING; from += CREDITED_AT_ONCE) {
      const accounts = addressesOf(cards.slice(from, from + CREDITED_AT_ONCE));
      const amounts = accounts.map(() => 10_000n);
      await chain.gasOf(voucher, "issue", [accounts, amounts, refOf(`issue ${from}`)]);
    }
    const batch = { payments: WAITING, merchants: MERCHANTS.length };
    groups = await signedBatch(chain, voucher, batch, 1n, cards);
  });

  after(() => close());

  /** The first so many payments, by merchant. */
  function first(count: number) {
    const each = WAITING / MERCHANTS.length;
    return groups
      .map(({ to, payments }, index) => ({
        to,
        payments: payments.slice(0, Math.max(0, count - index * each)),
      }))
      .filter(({ payments }) => payments.length > 0);
  }

  it("is sized by the node's estimate and the chain's limit, and settles whole", async () => {
    const waiting = groups.flatMap(({ to, payments }) =>
      payments.map(() => ({ to: to.toLowerCase() as Address })),
    );
    const limit = gasLimitOf(BLOCK_GAS);
    expect(limit).to.equal(TRANSACTION_GAS_LIMIT);
    let count = fillBatch(waiting, limit).length;
    expect(count, "not all fit").to.be.lessThan(WAITING);
    for (;;) {
      const estimate = await chain.estimate(voucher, "settle", [first(count)]);
      const fit = fitEstimate(count, BigInt(estimate), limit);
      if (fit.fits) break;
      count = fit.transfers;
    }
    expect(count).to.be.greaterThan(900);
    const gas = await chain.undoing(() => chain.gasOf(voucher, "settle", [first(count)]));
    expect(BigInt(gas)).to.be.lessThan(limit);
    expect(BigInt(gas)).to.be.greaterThan((limit * 3n) / 4n);
  });

  it("that is larger than the limit is refused by the chain, however much gas it is given", async () => {
    const data = encodeFunctionData({
      abi: voucher.abi,
      functionName: "settle",
      args: [first(WAITING)],
    });
    await expectRefusal(chain.send({ to: voucher.address, data, gas: TRANSACTION_GAS_LIMIT + 1n }));
    await expectRefusal(chain.send({ to: voucher.address, data, gas: TRANSACTION_GAS_LIMIT }));
  });

  async function expectRefusal(sending: Promise<unknown>): Promise<void> {
    const outcome = await sending.then(
      () => "settled",
      () => "refused",
    );
    expect(outcome).to.equal("refused");
  }
});
