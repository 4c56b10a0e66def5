import { expect } from "chai";
import type { ContractTransactionResponse } from "ethers";

import {
  type Town,
  ada,
  baker,
  bruno,
  by,
  carla,
  credit,
  ethers,
  freshTown,
  grocer,
  networkHelpers,
  refOf,
  statementOf,
} from "./fixture.ts";
import { groupsOf, signPayment, signReversal } from "./signed.ts";

const ERC20 = new ethers.Interface([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
]);

/** An explorer that knows ERC-20 and nothing of Borgo: it adds up the Transfers that it sees. */
describe("Every movement of a voucher's value is a Transfer", () => {
  let town: Town;
  let balances: Map<string, bigint>;

  beforeEach(async () => {
    town = await freshTown();
    balances = new Map();
  });

  async function trace(sending: Promise<ContractTransactionResponse>): Promise<unknown[][]> {
    const receipt = await (await sending).wait();
    const transfers = receipt!.logs
      .map((log) => ERC20.parseLog(log))
      .filter((event) => event !== null)
      .map(({ args }) => args.toArray() as [string, string, bigint]);
    for (const [from, to, value] of transfers) {
      balances.set(from, (balances.get(from) ?? 0n) - value);
      balances.set(to, (balances.get(to) ?? 0n) + value);
    }
    return transfers;
  }

  async function expectBalancesAsTraced(): Promise<void> {
    for (const { address } of [ada, bruno, carla, grocer, baker])
      expect(await town.voucher.balanceOf(address), address).to.equal(balances.get(address) ?? 0n);
    const supply = -(balances.get(ethers.ZeroAddress) ?? 0n);
    expect(await town.voucher.totalSupply(), "supply").to.equal(supply);
  }

  const { ZeroAddress: NOBODY } = ethers;

  it("from nobody when issued, to nobody when redeemed or reclaimed, and between them each step", async () => {
    const { issuer, treasurer, guardian } = town.officers;
    const voucher = town.voucher;
    const issued = by(issuer, voucher).issue(
      [ada.address, bruno.address, carla.address],
      [1_000n, 2_000n, 0n],
      refOf("issue"),
    );
    expect(await trace(issued)).to.deep.equal([
      [NOBODY, ada.address, 1_000n],
      [NOBODY, bruno.address, 2_000n],
    ]);
    const paid = await signPayment(ada, voucher, { to: grocer, amount: 400n, nonce: 1n });
    expect(await trace(voucher.settle(groupsOf([paid])))).to.deep.equal([
      [ada.address, grocer.address, 400n],
    ]);
    await networkHelpers.setBalance(bruno.address, ethers.parseEther("1"));
    expect(await trace(by(bruno, voucher).transfer(baker.address, 500n))).to.deep.equal([
      [bruno.address, baker.address, 500n],
    ]);
    const back = await signReversal(grocer, voucher, paid.digest, {
      to: ada,
      amount: 100n,
      nonce: 1n,
    });
    expect(await trace(voucher.reverse([back]))).to.deep.equal([
      [grocer.address, ada.address, 100n],
    ]);
    const replaced = by(guardian, voucher).reassign([ada.address], [carla.address]);
    expect(await trace(replaced)).to.deep.equal([[ada.address, carla.address, 700n]]);
    await expectBalancesAsTraced();
    const redeemed = by(treasurer, voucher).redeem([
      { merchant: grocer.address, amount: 300n, statement: statementOf("November", 1) },
    ]);
    expect(await trace(redeemed)).to.deep.equal([[grocer.address, NOBODY, 300n]]);
    await networkHelpers.time.increaseTo(town.terms.settleableUntil + 1);
    const reclaimed = by(treasurer, voucher).reclaim([bruno.address, carla.address]);
    expect(await trace(reclaimed)).to.deep.equal([
      [bruno.address, NOBODY, 1_500n],
      [carla.address, NOBODY, 700n],
    ]);
    await expectBalancesAsTraced();
    expect(await voucher.totalSupply(), "what the baker holds").to.equal(500n);
  });

  it("and each batch decodes with the published ABI, payment by payment", async () => {
    await credit(town, [[ada, 1_000n]]);
    const payments = [
      await signPayment(ada, town.voucher, { to: grocer, amount: 10n, nonce: 1n }),
      await signPayment(ada, town.voucher, { to: baker, amount: 20n, nonce: 2n }),
    ];
    const sent = await town.voucher.settle(groupsOf(payments));
    const call = town.voucher.interface.parseTransaction(sent)!;
    expect(call.name).to.equal("settle");
    const groups = [...call.args[0]] as { to: string; payments: { amount: bigint }[] }[];
    const decoded = groups.map((group) => [group.to, group.payments[0]!.amount]);
    expect(decoded).to.deep.equal([
      [grocer.address, 10n],
      [baker.address, 20n],
    ]);
  });
});
