import { expect } from "chai";

import type { Address, Hash, PaymentId, ProgrammeId } from "../shared/ids.ts";
import { cents } from "../shared/money.ts";
import { stepsOf } from "../shared/state-machine.ts";
import { followTransfers } from "./follow-transfers.ts";
import {
  type SettledTransfer,
  type SignedTransfer,
  batchTransfer,
  failTransfer,
  forgetTransfer,
  inState,
  settleTransfer,
  unbatchTransfer,
  voidTransfer,
} from "./signed-transfer.ts";
import { TRANSFER_EXITS, type TransferState, hasFreeNonce } from "./transfer-state.ts";

const AT = new Date("2026-05-04T10:00:00Z");
const LATER = new Date("2026-05-04T10:01:00Z");
const hash = (digit: string): Hash => `0x${digit.repeat(64)}`;
const account = (digit: string): Address => `0x${digit.repeat(40)}`;

const terms = {
  id: "t",
  of: { kind: "payment", id: "p" as PaymentId },
  programmeId: "x" as ProgrammeId,
  from: account("1"),
  to: account("2"),
  amount: cents(100),
  nonce: 1n,
  digest: hash("d"),
} as const;
const accepted = { ...terms, state: "accepted", signature: "0x51" } as const;
const batched = batchTransfer(accepted, "b");
const failed = failTransfer(batched, "deadline_passed");
const voided = voidTransfer(accepted);
const movement = { transaction: hash("a"), block: 7n, at: AT };

describe("the life of a signed transfer", () => {
  it("takes exactly the steps of its table", () => {
    const steps: [SignedTransfer, SignedTransfer][] = [
      [accepted, batchTransfer(accepted, "b")],
      [accepted, voidTransfer(accepted)],
      [batched, unbatchTransfer(batched)],
      [batched, failed],
      [accepted, failTransfer(accepted, "deadline_passed")],
      [failTransfer(accepted, "nonce_used"), accepted],
    ];
    for (const open of [accepted, batched, failed, voided]) {
      const settled = settleTransfer(open, movement);
      steps.push([open, settled], [settled, forgetTransfer(settled)]);
    }
    steps.push([failed, forgetTransfer(failed)]);
    const taken = new Set(steps.map(([from, to]) => `${from.state}>${to.state}`));
    const allowed = stepsOf(TRANSFER_EXITS).filter(({ from }) => from !== "none");
    expect([...taken].sort()).to.deep.equal(allowed.map(({ from, to }) => `${from}>${to}`).sort());
  });

  it("keeps in each state what that state has earned, and nothing else", () => {
    expect(voided).to.not.have.property("signature");
    expect(unbatchTransfer(batched)).to.deep.equal(accepted);
    expect(failed.reason).to.equal("deadline_passed");
    expect(unbatchTransfer(failed)).to.deep.equal({ ...failed, batchId: null });
    const settled: SettledTransfer = settleTransfer(failed, movement);
    expect(settled).to.not.have.property("reason");
    expect(settled).to.include({ batchId: "b", signature: "0x51", movement });
    expect(settleTransfer(voided, movement)).to.include({ signature: null, batchId: null });
  });

  it("goes back to where it was when the chain forgets", () => {
    for (const before of [accepted, batched, voided])
      expect(forgetTransfer(settleTransfer(before, movement))).to.deep.equal(before);
    expect(forgetTransfer(settleTransfer(failed, movement))).to.deep.equal(batched);
    expect(forgetTransfer(failTransfer(accepted, "nonce_too_old"))).to.deep.equal(accepted);
  });

  it("is found by its state", () => {
    const all = [accepted, batched, failed, voided];
    expect(inState(all, "batched", "failed")).to.deep.equal([batched, failed]);
  });
});

describe("a payment", () => {
  const step = (
    state: TransferState,
    settledAt: Date | null = state === "settled" ? AT : null,
  ) => ({
    state,
    settledAt,
  });

  it("is where the transfer is that lags behind", () => {
    const cases: [TransferState[], TransferState][] = [
      [["accepted"], "accepted"],
      [["accepted", "batched"], "batched"],
      [["accepted", "settled"], "batched"],
      [["batched", "settled"], "batched"],
      [["settled", "settled"], "settled"],
      [["settled", "failed"], "failed"],
      [["voided", "voided"], "voided"],
      [["voided", "settled"], "failed"],
    ];
    for (const [states, expected] of cases)
      expect(followTransfers(states.map((state) => step(state))).state, states.join()).to.equal(
        expected,
      );
    expect(() => followTransfers([])).to.throw(RangeError);
  });

  it("settled when its last transfer did", () => {
    const progress = followTransfers([step("settled", LATER), step("settled", AT)]);
    expect(progress).to.deep.equal({ state: "settled", settledAt: LATER });
  });
});

describe("the nonces of an account", () => {
  it("are not signed on before the contract's window of 32 can leave a payment behind", () => {
    expect(hasFreeNonce(1n, null)).to.equal(true);
    expect(hasFreeNonce(24n, 1n)).to.equal(true);
    expect(hasFreeNonce(25n, 1n)).to.equal(false);
  });
});
