import { expect } from "chai";
import fc from "fast-check";

import { cents, sumCents } from "../shared/money.ts";
import { type AccountFacts, chooseAccounts } from "./choose-accounts.ts";

type Knowledge = "unknown" | "here" | "elsewhere" | "both";

function account(name: number, available: number, knows: Knowledge = "unknown", told = 1) {
  return {
    address: `0x${name.toString(16).padStart(40, "0")}`,
    available: cents(available),
    hasFreeNonce: true,
    paidHere: knows === "here" || knows === "both" ? 1 : 0,
    paidElsewhere: knows === "elsewhere" || knows === "both" ? told : 0,
  } satisfies AccountFacts;
}

/** Names and amounts of what was chosen, in order. */
const chosen = (amount: number, accounts: readonly AccountFacts[]) =>
  chooseAccounts(cents(amount), accounts).map((share) => [
    Number(share.account),
    Number(share.amount),
  ]);

describe("choosing the accounts of a payment", () => {
  it("keeps to accounts that the shop knows already", () => {
    expect(chosen(20, [account(1, 20), account(2, 90, "here")])).to.deep.equal([[2, 20]]);
  });

  it("uses them up before it touches one that nobody knows", () => {
    const wallet = [account(1, 50), account(2, 5, "here"), account(3, 7, "here")];
    expect(chosen(20, wallet)).to.deep.equal([
      [3, 7],
      [2, 5],
      [1, 8],
    ]);
  });

  it("takes the smallest unknown one that covers what is missing, else the largest in turn", () => {
    const wallet = [account(1, 90), account(2, 25), account(3, 20)];
    expect(chosen(22, wallet)).to.deep.equal([[2, 22]]);
    expect(chosen(100, wallet)).to.deep.equal([
      [1, 90],
      [3, 10],
    ]);
  });

  it("touches what other shops know only where the rest is not enough", () => {
    const wallet = [account(1, 10), account(2, 10, "elsewhere"), account(3, 10, "here")];
    expect(chosen(20, wallet)).to.deep.equal([
      [3, 10],
      [1, 10],
    ]);
    expect(chosen(21, wallet)).to.deep.equal([
      [3, 10],
      [1, 10],
      [2, 1],
    ]);
  });

  it("tells of those the one that has the least to tell", () => {
    const wallet = [account(1, 30, "elsewhere", 3), account(2, 40, "elsewhere", 1)];
    expect(chosen(20, wallet)).to.deep.equal([[2, 20]]);
    expect(chosen(50, wallet), "for each cent").to.deep.equal([
      [2, 40],
      [1, 10],
    ]);
  });

  it("spoils the account that is known in both places rather than a clean one", () => {
    expect(chosen(20, [account(1, 30, "here"), account(2, 40, "both")])).to.deep.equal([[2, 20]]);
  });

  it("crosses shops never where it need not, and always pays what the usable accounts can", () => {
    const one = fc.record({
      available: fc.nat(9),
      hasFreeNonce: fc.boolean(),
      knows: fc.constantFrom<Knowledge>("unknown", "here", "elsewhere", "both"),
    });
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 6 }),
        fc.integer({ min: 1, max: 30 }),
        (wallet, amount) => {
          const accounts = wallet.map(({ available, hasFreeNonce, knows }, index) => ({
            ...account(index + 1, available, knows),
            hasFreeNonce,
          }));
          const shares = chooseAccounts(cents(amount), accounts);
          const usable = accounts.filter((own) => own.hasFreeNonce);
          const paid = sumCents(shares.map((share) => share.amount));
          const all = sumCents(usable.map((own) => own.available));
          expect(paid).to.equal(all < BigInt(amount) ? all : BigInt(amount));
          expect(new Set(shares.map((share) => share.account)).size).to.equal(shares.length);
          const own = sumCents(
            usable
              .filter(({ paidHere, paidElsewhere }) => paidHere > 0 || paidElsewhere === 0)
              .map(({ available }) => available),
          );
          const crosses = shares.some(({ account: address }) => {
            const { paidHere, paidElsewhere } = accounts.find((two) => two.address === address)!;
            return paidHere === 0 && paidElsewhere > 0;
          });
          expect(crosses).to.equal(own < BigInt(amount) && paid > own);
        },
      ),
    );
  });
});
