import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import { numberOfStatement } from "#core/reimbursement/statement-ref.ts";

import type { ProgrammeReport } from "../../web/src/shared/api/types.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  refusalOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Statement = {
  id: string;
  ref: `0x${string}`;
  state: string;
  amountCents: string;
  merchant: { id: string };
};

/** A purchase of the demo town at another shop than its first. */
const OTHER_SHOP = 1;

/** What the chain lets happen once, because the service gives each statement a number of its own. */
describe("The number of a statement", function () {
  this.timeout(180_000);
  let town: PlayedTown;

  before(async () => {
    town = await startPlayedTown({ settings: { BORGO_SETTLE_AFTER_SECONDS: "1" } });
  });

  after(() => town?.stack.stop());

  const query = <Row extends object>(text: string, values: unknown[] = []) =>
    run<Row>(town.stack.ownerUrl, text, values);

  /** The same shop sells, waits for the chain, and asks to be reimbursed. */
  async function sellAndPresent(cents: string, position = 0): Promise<Statement> {
    const { card, till } = cardAndTill(town, position);
    const payment = paymentOf(card, cents);
    await till.post("/api/payments", { json: payment });
    const path = `/api/payments/${payment.paymentId}`;
    await eventually("settled", async () => {
      const { state } = await till.get<{ state: string }>(path);
      return state === "settled";
    });
    const json = { programmeId: town.programmeId };
    return till.post<Statement>("/api/tills/current/statements", { json });
  }

  const redemptionOf = ({ id }: Statement) =>
    town.desk.treasury.api.get<TransactionRequest>(`/api/statements/${id}/redemption`);

  async function redeem(statement: Statement): Promise<TransactionRequest> {
    await town.desk.treasury.api.post(`/api/statements/${statement.id}/check`);
    const transaction = await redemptionOf(statement);
    await town.desk.treasury.sign(transaction);
    await eventually("approved", async () => (await stateOf(statement)) === "approved");
    return transaction;
  }

  async function stateOf({ id }: Statement): Promise<string | undefined> {
    const [row] = await query<{ state: string }>(
      "select state from reimbursement_statement where id = $1",
      [id],
    );
    return row?.state;
  }

  let second: Statement;

  it("counts the shop's statements of the programme, and is redeemed once", async () => {
    const first = await sellAndPresent("700");
    assert.equal(numberOfStatement(first.ref), 1);
    const transaction = await redeem(first);
    second = await sellAndPresent("800");
    assert.equal(numberOfStatement(second.ref), 2);
    // The shop holds enough for it by now: it is the number that is used up.
    await assert.rejects(town.desk.treasury.sign(transaction), /revert/);
    assert.equal(await stateOf(second), "presented");
  });

  it("is given to no second statement by the database", async () => {
    const copied = (ref: string) =>
      query(
        `insert into reimbursement_statement (id, ref, number, merchant_id, programme_id, amount_cents, period_from,
           period_until, state, presented_at)
         select gen_random_uuid(), $2, 99, merchant_id, programme_id, amount_cents, period_from, period_until,
           'presented', presented_at from reimbursement_statement where id = $1`,
        [second.id, ref],
      );
    const withNumber = (number: string) => `0x${"ab".repeat(28)}${number.padStart(8, "0")}`;
    for (const number of ["1", "2"])
      await assert.rejects(copied(withNumber(number)), {
        constraint: "statement_number_is_used_once",
      });
    await assert.rejects(copied(withNumber("0")), { constraint: "statement_is_numbered" });
  });

  it("goes on after what the chain has redeemed, where the database has forgotten it", async () => {
    await redeem(second);
    await forget(second);
    const third = await sellAndPresent("900");
    assert.equal(numberOfStatement(third.ref), 3);
    assert.equal(third.amountCents, "900");
    await redeem(third);
  });

  it("stands in one transaction with other shops', which the chain takes whole", async () => {
    const { treasury } = town.desk;
    const [first, other] = [await sellAndPresent("400"), await sellAndPresent("500", OTHER_SHOP)];
    assert.notEqual(first.merchant.id, other.merchant.id);
    const ask = (...ids: string[]) =>
      treasury.api.get<TransactionRequest>(`/api/statements/redemption?ids=${ids.join(",")}`);
    const code = async (...ids: string[]) => (await refusalOf(ask(...ids))).code;
    await treasury.api.post(`/api/statements/${first.id}/check`);
    assert.equal(await code(first.id, other.id), "wrong_state", "nobody has checked the other");
    await treasury.api.post(`/api/statements/${other.id}/check`);
    assert.deepEqual(await reportedOf(other), ["0", other.amountCents], "checked, not redeemed");
    assert.equal(await code(first.id, randomUUID()), "not_found");
    assert.equal(await code(""), "malformed_request");
    await inAnotherProgramme(other, async () =>
      assert.equal(await code(first.id, other.id), "several_programmes"),
    );
    const transaction = await ask(other.id, first.id);
    assert.deepEqual(
      transaction,
      await ask(first.id, other.id),
      "the order is the statements' own",
    );
    await treasury.sign(transaction);
    for (const one of [first, other])
      await eventually("approved", async () => (await stateOf(one)) === "approved");
    const rows = await query<{ approved_transaction: string }>(
      "select distinct approved_transaction from reimbursement_statement where id = any($1)",
      [[first.id, other.id]],
    );
    assert.equal(rows.length, 1);
    assert.deepEqual(await reportedOf(other), [other.amountCents, "0"]);
    assert.equal(await code(first.id, other.id), "wrong_state");
    await assert.rejects(treasury.sign(transaction), /revert/);
  });

  /** What the programme's report says that its shop was redeemed, and still holds. */
  async function reportedOf({ merchant }: Statement): Promise<string[]> {
    const path = `/api/programmes/${town.programmeId}/report`;
    const { merchants } = await town.desk.treasury.api.get<ProgrammeReport>(path);
    const { redeemedCents, leftCents } = merchants.find(({ id }) => id === merchant.id)!;
    return [redeemedCents, leftCents];
  }

  /** As if the statement were of a second programme, while something is done. */
  async function inAnotherProgramme({ id }: Statement, act: () => Promise<void>): Promise<void> {
    const [copied] = await query<{ id: string }>(
      `insert into programme
       select (jsonb_populate_record(one, jsonb_build_object('id', gen_random_uuid(), 'ref', $1::text, 'voucher', $2::text))).*
       from programme as one returning id`,
      [`0x${"ab".repeat(32)}`, `0x${"ab".repeat(20)}`],
    );
    const move = (to: string) =>
      query("update reimbursement_statement set programme_id = $2 where id = $1", [id, to]);
    await query("alter table reimbursement_statement disable trigger user");
    await move(copied!.id);
    await act();
    await move(town.programmeId);
    await query("alter table reimbursement_statement enable trigger user");
    await query("delete from programme where id = $1", [copied!.id]);
  }

  /** As a copy that was put back forgets, and then reads the chain again. */
  async function forget({ id }: Statement): Promise<void> {
    for (const table of ["statement_line", "reimbursement_statement"])
      await query(`alter table ${table} disable trigger user`);
    await query("delete from statement_line where statement_id = $1", [id]);
    await query("delete from reimbursement_statement where id = $1", [id]);
    for (const table of ["statement_line", "reimbursement_statement"])
      await query(`alter table ${table} enable trigger user`);
  }
});
