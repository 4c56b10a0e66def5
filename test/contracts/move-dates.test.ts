import { expect } from "chai";

import { DAY, type Town, ada, by, credit, freshTown, grocer, networkHelpers } from "./fixture.ts";
import { eventsOf, groupsOf, inDays, signPayment } from "./signed.ts";

describe("Moving a programme's end", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
  });

  const move = (spendableUntil: number, settleableUntil: number) =>
    by(town.officers.treasurer, town.voucher).moveDates(spendableUntil, settleableUntil);
  const expectRefused = (moved: ReturnType<typeof move>) =>
    expect(moved).to.be.revertedWithCustomError(town.voucher, "InvalidDates");

  it("is refused out of order", async () => {
    const { spendableFrom, spendableUntil, settleableUntil } = town.terms;
    await expectRefused(move(spendableFrom - 1, settleableUntil));
    await expectRefused(move(settleableUntil + 1, settleableUntil));
    await expectRefused(move(spendableUntil, spendableUntil - 1));
  });

  it("is refused into the past", async () => {
    const now = await networkHelpers.time.latest();
    await expectRefused(move(now - 100, town.terms.settleableUntil));
    await expectRefused(move(now - 200, now - 100));
  });

  it("makes a programme longer, also once it has ended", async () => {
    await credit(town, [[ada, 100n]]);
    const signed = await signPayment(ada, town.voucher, {
      to: grocer,
      amount: 100n,
      nonce: 1n,
      deadline: await inDays(365),
    });
    await networkHelpers.time.increaseTo(town.terms.settleableUntil + 1);
    const spendableUntil = town.terms.settleableUntil + 10 * DAY;
    const sent = await move(spendableUntil, spendableUntil + DAY);
    expect(await eventsOf(sent, town.voucher)).to.deep.equal([
      ["DatesMoved", BigInt(spendableUntil), BigInt(spendableUntil + DAY)],
    ]);
    await town.voucher.settle(groupsOf([signed]));
    expect(await town.voucher.balanceOf(grocer.address)).to.equal(100n);
  });

  it("lets payments settle longer where the last day to spend has passed already", async () => {
    await networkHelpers.time.increaseTo(town.terms.spendableUntil + 1);
    const { spendableUntil, settleableUntil } = town.terms;
    await move(spendableUntil, settleableUntil + 10 * DAY);
    expect((await town.voucher.terms()).settleableUntil).to.equal(settleableUntil + 10 * DAY);
  });

  it("makes a programme shorter, and leaves the fund and the categories as they were", async () => {
    const now = await networkHelpers.time.latest();
    await move(now + DAY, now + 2 * DAY);
    const { cap, categories, spendableFrom } = await town.voucher.terms();
    expect([cap, categories, spendableFrom]).to.deep.equal([
      town.terms.cap,
      town.terms.categories,
      BigInt(town.terms.spendableFrom),
    ]);
    await networkHelpers.time.increase(2 * DAY + 1);
    await expect(town.voucher.settle([])).to.be.revertedWithCustomError(
      town.voucher,
      "OutsideProgrammeDates",
    );
  });
});
