import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import type {
  Payment,
  Reconciliation,
  Statement,
  StatementPayments,
  Till,
  TillStatements,
} from "../../web/src/shared/api/types.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import {
  type PlayedTown,
  balanceOf,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

const OWN = "/api/tills/current/statements";

describe("The review of a statement, payment by payment", function () {
  this.timeout(180_000);
  let town: PlayedTown;
  let till: ReturnType<typeof cardAndTill>["till"];
  let card: ReturnType<typeof cardAndTill>["card"];
  let first: Statement;
  let second: Statement;
  /** By amount in cents. */
  const sold = new Map<string, string>();

  before(async () => {
    town = await startPlayedTown({ settings: { BORGO_SETTLE_AFTER_SECONDS: "1" } });
    ({ card, till } = cardAndTill(town, 0));
    for (const amount of ["700", "800", "900"]) {
      const payment = paymentOf(card, amount);
      await till.post("/api/payments", { json: payment });
      sold.set(amount, payment.paymentId);
    }
    await eventually("settled", async () => {
      const own = [...sold.values()].map((id) => till.get<Payment>(`/api/payments/${id}`));
      return (await Promise.all(own)).every(({ state }) => state === "settled");
    });
    first = await present();
  });

  after(() => town?.stack.stop());

  const treasury = () => town.desk.treasury;
  const present = () => till.post<Statement>(OWN, { json: { programmeId: town.programmeId } });
  const shown = () => till.get<TillStatements>(OWN);
  const own = async ({ id }: Statement) =>
    (await shown()).statements.find((statement) => statement.id === id)!;
  const due = async () => (await shown()).presentable[0]!;
  const review = (
    { id }: Statement,
    amount: string,
    to: "suspended" | "rejected" | "released",
    reason = "manca lo scontrino",
    officer = treasury(),
  ) =>
    officer.api.post<StatementPayments>(
      `/api/statements/${id}/payments/${sold.get(amount)}/review`,
      { json: { to, reason } },
    );
  const code = async (asked: Promise<unknown>) => (await refusalOf(asked)).code;
  const check = ({ id }: Statement, seen?: string) =>
    treasury().api.post<Statement>(
      `/api/statements/${id}/check${seen === undefined ? "" : `?dueCents=${seen}`}`,
    );
  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);

  async function redeem(statement: Statement): Promise<void> {
    const path = `/api/statements/${statement.id}/redemption`;
    await treasury().sign(await treasury().api.get<TransactionRequest>(path));
    await eventually("approved", async () => (await own(statement)).state === "approved");
  }

  /** Journal and holdings say the same, and the journal is what it would be if it were written anew. */
  async function booksAgree(): Promise<void> {
    const holdings = await query<{ free: string; held: string }>(
      `select (confirmed_cents - held_cents)::text as free, held_cents::text as held
       from merchant_holding join merchant on merchant.id = merchant_id
       where merchant.id = $1 and programme_id = $2`,
      [first.merchant.id, town.programmeId],
    );
    const booked = await query<{ free: string; held: string }>(
      `select coalesce(sum(cents) filter (where balance.account = 'free:' || merchant.account), 0)::text as free,
         coalesce(sum(cents) filter (where balance.account = 'held:' || merchant.account), 0)::text as held
       from merchant left join journal_balance as balance on balance.programme_id = $2
       where merchant.id = $1`,
      [first.merchant.id, town.programmeId],
    );
    assert.deepEqual(booked, holdings);
    const entries = "select count(*)::text as count from journal_entry";
    const before = await query(entries);
    await query("select align_journal()");
    assert.deepEqual(await query(entries), before);
  }

  it("shows the payments to the office, and takes no decision without reason, role or sense", async () => {
    const listed = await treasury().api.get<StatementPayments>(
      `/api/statements/${first.id}/payments`,
    );
    assert.deepEqual(
      listed.map(({ amountCents, review: decided }) => [amountCents, decided]),
      [...sold.keys()].map((amount) => [amount, undefined]),
    );
    assert.equal(await code(review(first, "800", "suspended", " no ")), "malformed_request");
    assert.equal(
      await code(review(first, "800", "suspended", "chi è?", town.desk.desk)),
      "role_required",
    );
    assert.equal(await code(review(first, "800", "released")), "changed_meanwhile");
    const nobody = { ...first, id: randomUUID() };
    assert.equal(await code(review(nobody, "800", "suspended")), "not_found");
    assert.equal(await code(review(first, "123", "suspended")), "malformed_request");
    assert.equal((await own(first)).dueCents, "2400");
  });

  it("leaves a payment out once, whoever decides at the same moment, and the shop sees why", async () => {
    const both = await Promise.allSettled([
      review(first, "900", "suspended", "da chiarire"),
      review(first, "900", "rejected", "alcolici"),
    ]);
    // A rejection may follow a suspension, and a suspension no rejection: who suspends last is told.
    assert.equal(both[1]!.status, "fulfilled");
    await review(first, "800", "suspended");
    await review(first, "800", "suspended");
    assert.equal(await code(review(first, "800", "suspended", "altro")), "changed_meanwhile");
    const { dueCents, amountCents, withheld } = await own(first);
    assert.deepEqual([amountCents, dueCents], ["2400", "700"]);
    assert.deepEqual(
      withheld.map((one) => [one.paymentId, one.amountCents, one.state, one.reason]),
      [
        [sold.get("800"), "800", "suspended", "manca lo scontrino"],
        [sold.get("900"), "900", "rejected", "alcolici"],
      ],
    );
    const acts = await query<{ act: string }>(
      "select act from audit_entry where subject = $1 and act like 'payment_%' and details ->> 'amountCents' = '800'",
      [first.id],
    );
    assert.deepEqual(acts, [{ act: "payment_suspended" }], "sent twice, done once");
    await booksAgree();
  });

  it("keeps what was left out on the shop's account, and out of its next statement", async () => {
    const { amountCents, withheldCents } = await due();
    assert.deepEqual([amountCents, withheldCents], ["0", "1700"]);
    assert.equal(await code(present()), "nothing_to_do");
  });

  it("is over when it is checked, and whoever looked at another amount is told", async () => {
    assert.equal(await code(check(first, "2400")), "changed_meanwhile");
    const both = await Promise.allSettled([
      check(first, "700"),
      review(first, "700", "suspended", "un attimo"),
    ]);
    const done = both.filter(({ status }) => status === "fulfilled");
    assert.equal(done.length, 1, "one of the two is told");
    if ((await own(first)).state === "presented") {
      // The suspension was first: of this statement nothing is left to be paid.
      await check(first, "0");
      sold.set("late", sold.get("700")!);
    } else assert.equal(await code(review(first, "700", "rejected")), "wrong_state");
  });

  it("burns on chain what was approved, and no more", async () => {
    const expected = sold.has("late") ? "0" : "700";
    await redeem(first);
    const [burnt] = await query<{ amount: string }>(
      "select args ->> 'amount' as amount from chain_event where name = 'Redeemed' and args ->> 'statement' = $1",
      [first.ref],
    );
    assert.equal(burnt!.amount, expected);
    assert.equal((await own(first)).dueCents, expected);
    await booksAgree();
    // The database keeps it so.
    const more =
      "update reimbursement_statement set withheld_cents = withheld_cents - 1 where id = $1";
    await assert.rejects(query(more, [first.id]), /refused/);
    await assert.rejects(query("update payment_review set reason = 'altro'"), /refused/);
  });

  it("lets a rejected payment be reversed to its card, and counts it for nothing else", async () => {
    const { merchant } = await till.get<Till>("/api/tills/current");
    const sheet = town.play.sheets.find(
      ({ businessName }) => businessName === merchant.businessName,
    )!;
    const before = await balanceOf(town.stack.url, card);
    const path = `/api/payments/${sold.get("900")}`;
    await till.post(`${path}/reversals`, {
      json: {
        ...{ reversalId: randomUUID(), amountCents: "900" },
        ...{ activationCode: sheet.code, password: sheet.password },
      },
    });
    await eventually("given back", async () => {
      const { reversals } = await till.get<Payment>(path);
      return reversals.every(({ state }) => state === "settled");
    });
    assert.equal(await balanceOf(town.stack.url, card), before + 900n);
    const left = await due();
    const withheld = sold.has("late") ? "1500" : "800";
    assert.deepEqual([left.amountCents, left.withheldCents], ["0", withheld]);
    assert.deepEqual([left.reversedCents, left.otherCents], ["0", "0"]);
    await booksAgree();
  });

  it("moves a released payment to a later statement, once", async () => {
    const both = await Promise.allSettled([
      review(first, "800", "released", "scontrino arrivato"),
      review(first, "800", "released", "lo ha portato a mano"),
    ]);
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const { amountCents, payments, otherCents } = await due();
    assert.deepEqual([amountCents, payments, otherCents], ["800", 1, "0"]);
    second = await present();
    assert.equal(second.amountCents, "800");
    const lines = await treasury().api.get<StatementPayments>(
      `/api/statements/${second.id}/payments`,
    );
    assert.deepEqual(
      lines.map(({ paymentId, review: decided }) => [paymentId, decided]),
      [[sold.get("800"), undefined]],
    );
    const { withheld } = await own(first);
    assert.equal(withheld.find((one) => one.paymentId === sold.get("800"))!.state, "released");
    const pdf = await till.file(`${OWN}/${first.id}/debit-note.pdf`);
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    await booksAgree();
  });

  it("may leave nothing of a statement: its number is used up on chain, and nobody is paid", async () => {
    await review(second, "800", "rejected", "scontrino di un altro");
    await check(second, "0");
    await redeem(second);
    assert.equal((await own(second)).dueCents, "0");
    const json = { statementIds: [second.id], executeOn: new Date().toISOString().slice(0, 10) };
    await treasury().api.post("/api/payer", {
      json: { name: "Comune", iban: "IT60X0542811101000000123456" },
    });
    assert.equal(
      await code(treasury().api.post("/api/transfer-orders", { json })),
      "not_orderable",
    );
    const paid = await refusalOf(treasury().api.post(`/api/statements/${second.id}/payment`));
    assert.deepEqual([paid.code, paid.problem["state"]], ["wrong_state", "empty"]);
    await booksAgree();
  });

  it("leaves books that agree with the chain", async () => {
    await eventually("agreed", async () => {
      const since = Date.now() - 5_000;
      const { differences, checkedAt } = await treasury().api.get<Reconciliation>(
        `/api/programmes/${town.programmeId}/reconciliation`,
      );
      return differences.length === 0 && new Date(checkedAt).getTime() > since;
    });
  });
});
