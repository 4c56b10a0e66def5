import { expect } from "chai";

import { cents } from "../shared/money.ts";
import {
  type OrderedTransfer,
  type TransferOutcome,
  judgeOutcomes,
  verdictOfStatus,
} from "./bank-outcome.ts";
import { readOutcomeRow } from "./outcome-row.ts";

const TODAY = "2026-06-30";

function ordered(outcome: OrderedTransfer["outcome"] = null): ReadonlyMap<string, OrderedTransfer> {
  const transfer = { endToEnd: "A-1", amount: cents(12_345), orderedOn: "2026-06-20", outcome };
  return new Map([[transfer.endToEnd, transfer]]);
}

function said(change: Partial<TransferOutcome> = {}): TransferOutcome {
  return { row: 2, endToEnd: "A-1", verdict: "paid", on: "2026-06-25", ...change };
}

const codes = (outcome: TransferOutcome, known = ordered()) =>
  judgeOutcomes([outcome], known, TODAY).errors.map(({ column, code }) => `${column} ${code}`);

describe("what a bank answers", () => {
  it("counts as paid with its day, as rejected with its reason, or as pending", () => {
    const { paid } = judgeOutcomes([said({ amount: cents(12_345) })], ordered(), TODAY);
    expect(paid.map(({ on }) => on)).to.deep.equal(["2026-06-25"]);
    const rejected = said({ verdict: "rejected", on: undefined, reason: "AC04" });
    expect(judgeOutcomes([rejected], ordered(), TODAY).rejected).to.deep.equal([rejected]);
    const pending = said({ verdict: "pending", on: undefined });
    expect(judgeOutcomes([pending], ordered(), TODAY).pending).to.deep.equal([pending]);
  });

  it("is refused where it fits nothing that was ordered", () => {
    expect(codes(said({ endToEnd: "B-9" }))).to.deep.equal(["riferimento unknown"]);
    expect(codes(said({ amount: cents(12_346) }))).to.deep.equal(["importo different_amount"]);
    expect(codes(said({ on: undefined }))).to.deep.equal(["data missing"]);
    expect(codes(said({ on: "2026-06-19" }))).to.deep.equal(["data too_early"]);
    expect(codes(said({ on: "2026-07-01" }))).to.deep.equal(["data in_future"]);
  });

  it("takes the first and the last possible day", () => {
    expect(codes(said({ on: "2026-06-20" }))).to.deep.equal([]);
    expect(codes(said({ on: TODAY }))).to.deep.equal([]);
  });

  it("may be told again, and may not contradict itself", () => {
    const again = judgeOutcomes([said()], ordered("paid"), TODAY);
    expect(again.errors).to.deep.equal([]);
    expect(again.paid).to.deep.equal([]);
    expect(again.warnings.map(({ code }) => code)).to.deep.equal(["already_known"]);
    expect(codes(said({ verdict: "rejected" }), ordered("paid"))).to.deep.equal([
      "esito contradiction",
    ]);
    expect(codes(said(), ordered("rejected"))).to.deep.equal(["esito contradiction"]);
  });

  it("names each transfer once", () => {
    const { errors, paid } = judgeOutcomes([said(), said({ row: 3 })], ordered(), TODAY);
    expect(errors.map(({ row, code }) => `${row} ${code}`)).to.deep.equal(["3 repeated"]);
    expect(paid.length).to.equal(1);
  });

  it("is final only where money has moved or will not", () => {
    const verdicts = ["ACSC", "ACCC", "RJCT", "CANC", "ACSP", "ACTC", "PDNG", "", "constructor"];
    expect(verdicts.map(verdictOfStatus)).to.deep.equal([
      ...["paid", "paid", "rejected", "rejected"],
      ...["pending", "pending", "pending", "pending", "pending"],
    ]);
  });

  it("is read from the accounts office's own list too", () => {
    const cells = { riferimento: "A-1", esito: "Pagato", data: "25/06/2026", importo: "123,45" };
    const read = readOutcomeRow(cells, 2);
    expect(read.ok && read.value).to.deep.equal(said({ amount: cents(12_345), reason: undefined }));
    const wrong = readOutcomeRow(
      { riferimento: "", esito: "forse", data: "ieri", importo: "x" },
      3,
    );
    expect(wrong.ok).to.equal(false);
    if (!wrong.ok)
      expect(wrong.refusal.map(({ column }) => column)).to.deep.equal([
        ...["riferimento", "esito", "data", "importo"],
      ]);
  });
});
