import { expect } from "chai";

import { type TransferState, canBecome, hasFreeNonce, stateOfAll } from "./transfer-state.ts";

describe("states of signed transfers", () => {
  it("lets nothing that was voided come back", () => {
    for (const state of ["accepted", "batched", "settled", "failed"] as const)
      expect(canBecome("voided", state), state).to.equal(false);
  });

  it("voids only what is in no batch", () => {
    const voidable = (["accepted", "batched", "settled", "failed"] as const).filter((state) =>
      canBecome(state, "voided"),
    );
    expect(voidable).to.deep.equal(["accepted"]);
  });

  it("puts a payment where the transfer that lags is", () => {
    const cases: [TransferState[], TransferState][] = [
      [["accepted"], "accepted"],
      [["accepted", "batched"], "batched"],
      [["accepted", "settled"], "batched"],
      [["batched", "settled"], "batched"],
      [["settled", "settled"], "settled"],
      [["settled", "failed"], "failed"],
      [["voided", "voided"], "voided"],
    ];
    for (const [states, expected] of cases)
      expect(stateOfAll(states), states.join()).to.equal(expected);
    expect(() => stateOfAll([])).to.throw(RangeError);
  });

  it("stops signing before the contract's window of 32 can leave a payment behind", () => {
    expect(hasFreeNonce(1n, null)).to.equal(true);
    expect(hasFreeNonce(24n, 1n)).to.equal(true);
    expect(hasFreeNonce(25n, 1n)).to.equal(false);
  });
});
