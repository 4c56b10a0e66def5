import { expect } from "chai";

import { PAYMENT_TYPES } from "#core/chain/typed-data.ts";

import {
  GROCERIES,
  type Town,
  ada,
  baker,
  bruno,
  by,
  credit,
  ethers,
  freshTown,
  grocer,
  refOf,
  voucherOf,
} from "./fixture.ts";
import { type SignedPayment, domainOf, eventsOf, groupsOf, inDays, signPayment } from "./signed.ts";

describe("Attacks on a batch of payments", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await credit(town, [
      [ada, 10_000n],
      [bruno, 5_000n],
    ]);
  });

  const pay = (order: Partial<Parameters<typeof signPayment>[2]> = {}, payer = ada) =>
    signPayment(payer, town.voucher, { to: grocer, amount: 100n, nonce: 1n, ...order });
  const settle = (payments: readonly SignedPayment[], token = town.voucher) =>
    by(town.officers.relayer, token).settle(groupsOf(payments));
  const namesOf = async (sent: Awaited<ReturnType<typeof settle>>) =>
    (await eventsOf(sent, town.voucher)).map(([name]) => name);

  it("a signature's other half is somebody else's", async () => {
    const signed = await pay();
    const flipped = ethers.toBeHex(BigInt(signed.payment.vs) ^ (1n << 255n), 32);
    const twin = { ...signed, payment: { ...signed.payment, vs: flipped } };
    const [, payer] = await town.voucher.previewPayment(twin.to, twin.payment);
    expect(payer).not.to.equal(ada.address);
    expect(await namesOf(await settle([signed, twin]))).to.deep.equal([
      "Transfer",
      "PaymentSkipped",
    ]);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(9_900n);
  });

  it("a signature for another chain is worth nothing on this one", async () => {
    const domain = { ...(await domainOf(town.voucher)), chainId: 1 };
    const message = { to: grocer.address, amount: 100n, nonce: 1n, deadline: await inDays(1) };
    const types = { Payment: [...PAYMENT_TYPES.Payment] };
    const { r, yParityAndS: vs } = ethers.Signature.from(
      await ada.signTypedData(domain, types, message),
    );
    const { to, ...rest } = message;
    await town.voucher.settle([{ to, payments: [{ ...rest, r, vs }] }]);
    expect(await town.voucher.balanceOf(ada.address)).to.equal(10_000n);
  });

  it("a signature for one programme is worth nothing in another where the payer has money too", async () => {
    const { treasurer, issuer } = town.officers;
    await by(treasurer, town.programmes).open(refOf("books"), "Libri", "LIBRI", town.terms);
    const books = await voucherOf(town.programmes, refOf("books"));
    await by(issuer, books).issue([ada.address], [10_000n], refOf("for books"));
    await settle([await pay()], books);
    expect(await books.balanceOf(ada.address)).to.equal(10_000n);
  });

  it("who submits a payment first gains nothing, and the rest of the batch goes on", async () => {
    const batch = [await pay(), await pay({ nonce: 2n }), await pay({}, bruno)];
    await by(town.officers.stranger, town.voucher).settle(groupsOf([batch[1]!]));
    expect(await namesOf(await settle(batch))).to.deep.equal([
      "Transfer",
      "PaymentSkipped",
      "Transfer",
    ]);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(300n);
    expect(await town.voucher.balanceOf(town.officers.stranger.address)).to.equal(0n);
  });

  it("nothing that stands in a batch keeps the others from settling", async () => {
    const most = (1n << 256n) - 1n;
    const { payment } = await pay();
    const rubbish = [
      { amount: most },
      { nonce: most },
      { deadline: most },
      { r: `0x${"00".repeat(32)}` },
      { r: `0x${"ff".repeat(32)}`, vs: `0x${"ff".repeat(32)}` },
    ].map((change) => ({ to: grocer.address, digest: "", payment: { ...payment, ...change } }));
    const strange = await pay({ amount: most, nonce: most, deadline: most });
    const sent = await settle([...rubbish, strange, await pay()]);
    expect((await namesOf(sent)).filter((name) => name === "Transfer")).to.have.length(1);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(100n);
  });

  it("a group of a merchant that was suspended meanwhile is left out, the groups around it are not", async () => {
    const batch = [await pay(), await pay({ to: baker, nonce: 2n }), await pay({ nonce: 3n })];
    await settle([await pay({ to: baker, nonce: 4n })]);
    await by(town.officers.registrar, town.registry).suspend([baker.address]);
    expect(await namesOf(await settle(batch))).to.deep.equal([
      "Transfer",
      "PaymentSkipped",
      "Transfer",
    ]);
    await by(town.officers.registrar, town.registry).activate([baker.address]);
    await settle([batch[1]!]);
    expect(await town.voucher.balanceOf(baker.address), "its number was kept").to.equal(200n);
  });

  it("a merchant that sells something else from now on takes nothing more", async () => {
    await settle([await pay()]);
    await by(town.officers.registrar, town.registry).setCategory(grocer.address, 9);
    await settle([await pay({ nonce: 2n })]);
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(100n);
  });

  it("what is left out costs the relayer no more than what is settled", async () => {
    const good = await Promise.all([1n, 2n, 3n, 4n].map((nonce) => pay({ nonce })));
    const gasOf = async (payments: readonly SignedPayment[]) =>
      (await (await settle(payments)).wait())!.gasUsed;
    await settle([await pay({ nonce: 5n })]);
    const settled = await gasOf(good);
    expect(await gasOf(good)).to.be.lessThan(settled);
  });

  it("no contract is called for being paid, so none can call back or refuse", async () => {
    const address = await town.programmes.getAddress();
    await by(town.officers.registrar, town.registry).register(
      [address],
      [GROCERIES],
      [refOf("a contract without any function to receive")],
    );
    await settle([await pay({ to: { address } as typeof grocer })]);
    expect(await town.voucher.balanceOf(address)).to.equal(100n);
  });

  it("a counterfeit voucher cannot be deployed by a plain account, and is none of the town's", async () => {
    expect(await ethers.deployContract("Voucher").catch(() => undefined)).to.equal(undefined);
    expect(await town.programmes.isVoucher(town.officers.stranger.address)).to.equal(false);
  });
});
