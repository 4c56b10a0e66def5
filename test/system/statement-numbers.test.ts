import { strict as assert } from "node:assert";

import { numberOfStatement } from "#core/reimbursement/statement-ref.ts";

import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import {
  type PlayedTown,
  cardAndTill,
  eventually,
  paymentOf,
  startPlayedTown,
} from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Statement = { id: string; ref: `0x${string}`; state: string; amountCents: string };

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
  async function sellAndPresent(cents: string): Promise<Statement> {
    const { card, till } = cardAndTill(town, 0);
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
