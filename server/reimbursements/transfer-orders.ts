import { isValidIBAN } from "ibantools";
import { sql } from "kysely";

import {
  type OrderFault,
  type Transfer,
  type TransferOrder,
  findOrderFaults,
  totalOf,
} from "#core/reimbursement/transfer-order.ts";
import { civilDay, italianDay } from "#core/shared/civil-day.ts";
import type { Address, StatementId } from "#core/shared/ids.ts";
import { ZERO } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import { openDetails } from "../merchants/merchants.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { readPayer } from "./payer.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** Who is paid by a line, as it was when it was ordered. */
export type Payee = {
  readonly businessName: string;
  readonly vatNumber: string;
  readonly iban: string;
  readonly programme: string;
  readonly act: string;
  readonly statementNumber: number;
  readonly periodFrom: string;
  readonly periodUntil: string;
};

export type OrderRefusal =
  | { code: "not_found" }
  | { code: "payer_missing" }
  | { code: "not_orderable"; statements: readonly string[] }
  | { code: "order_faults"; faults: readonly { merchant: string; fault: OrderFault["code"] }[] }
  | { code: "malformed_request"; details: { field: string; message: string }[] };

/** The farthest that a bank is told to wait. */
const MOST_DAYS_AHEAD = 60;
const DAY_MS = 86_400_000;
/** Letters and digits that nobody mistakes for each other. */
const ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** Where a payee is sealed: on another line the bytes do not open, and nobody is paid on another's IBAN. */
function payeeContext(endToEnd: string): string {
  return `transfer-order/payee/${endToEnd}`;
}

export function openPayee(custody: Custody, endToEnd: string, sealed: Buffer): Payee {
  return JSON.parse(custody.openText(payeeContext(endToEnd), sealed)) as Payee;
}

/**
 * Orders the reimbursement of approved statements in one transfer each, all or none. A statement that is in an order
 * already is refused, by the database too: the bank is never told twice.
 */
export async function createTransferOrder(
  deps: Deps,
  officer: Address,
  { statementIds, executeOn }: { statementIds: readonly StatementId[]; executeOn: string },
): Promise<Result<string, OrderRefusal>> {
  const { db, clock } = deps;
  if (!isPossibleDay(executeOn, clock.now()))
    return refuse({
      code: "malformed_request",
      details: [{ field: "executeOn", message: `Un giorno da oggi a ${MOST_DAYS_AHEAD} giorni.` }],
    });
  return db.transaction().execute(async (tx) => {
    // One order after the other, before it is looked at what is in orders already.
    await sql`lock table transfer_order in share row exclusive mode`.execute(tx);
    const payer = await readPayer(tx);
    if (payer === undefined) return refuse({ code: "payer_missing" });
    const statements = await lockOrderable(tx, statementIds);
    const missing = statementIds.filter((id) => !statements.some((one) => one.id === id));
    if (missing.length > 0) return refuse({ code: "not_orderable", statements: missing });
    const tag = randomTag(deps.random);
    const lines = statements.map((statement, index) => lineOf(deps.custody, statement, tag, index));
    const number = await nextNumber(tx);
    const order: TransferOrder = {
      messageId: `BORGO-${executeOn.slice(0, 4)}-${number}-${tag}`,
      ...{ createdAt: clock.now(), executeOn, payer },
      transfers: lines.map(({ transfer }) => transfer),
    };
    const faults = findOrderFaults(order, isValidIBAN);
    if (faults.length > 0) return refuse({ code: "order_faults", faults: named(faults, lines) });
    return ok(await storeOrder(deps, tx, officer, number, order, lines));
  });
}

function isPossibleDay(day: string, now: Date): boolean {
  const last = civilDay(new Date(now.getTime() + MOST_DAYS_AHEAD * DAY_MS));
  return day >= civilDay(now) && day <= last;
}

function randomTag(random: Random): string {
  return [...random.bytes(8)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
}

type Orderable = Awaited<ReturnType<typeof lockOrderable>>[number];
type Line = {
  readonly statementId: StatementId;
  readonly transfer: Transfer;
  readonly payee: Payee;
};

async function lockOrderable(tx: Tx, ids: readonly StatementId[]) {
  return tx
    .selectFrom("reimbursement_statement as statement")
    .innerJoin("merchant", "merchant.id", "statement.merchant_id")
    .innerJoin("programme", "programme.id", "statement.programme_id")
    .select(["statement.id", "statement.number", "statement.due_cents", "statement.merchant_id"])
    .select(["statement.period_from", "statement.period_until", "merchant.sealed_details"])
    .select(["programme.name as programme", "programme.act"])
    .where("statement.id", "in", ids)
    .where("statement.state", "=", "approved")
    .where("statement.due_cents", ">", ZERO)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("transfer_order_line as line")
            .whereRef("line.statement_id", "=", "statement.id")
            .where((line) => line.or([line("outcome", "is", null), line("outcome", "=", "paid")]))
            .select("line.position"),
        ),
      ),
    )
    .orderBy("statement.presented_at")
    .orderBy("statement.id")
    .forUpdate("statement")
    .execute();
}

function lineOf(custody: Custody, statement: Orderable, tag: string, index: number): Line {
  const { id, number, due_cents, programme, act, period_from, period_until } = statement;
  const details = openDetails(custody, statement.merchant_id, statement.sealed_details);
  const { businessName, vatNumber, iban } = details;
  const payee: Payee = {
    ...{ businessName, vatNumber, iban, programme, act, statementNumber: number },
    periodFrom: period_from.toISOString(),
    periodUntil: period_until.toISOString(),
  };
  const endToEnd = `${tag}-${String(index + 1).padStart(4, "0")}`;
  const remittance = remittanceOf(payee);
  return {
    ...{ statementId: id, payee },
    transfer: { endToEnd, payee: businessName, iban, amount: due_cents, remittance },
  };
}

/** What the shop reads on its statement of account. */
export function remittanceOf(payee: Payee): string {
  const { programme, statementNumber, periodFrom, periodUntil } = payee;
  const [from, until] = [periodFrom, periodUntil].map((at) => italianDay(new Date(at)));
  return `Rimborso ${programme.slice(0, 50)}, nota di debito n. ${statementNumber}, ${from}-${until}`;
}

function named(faults: readonly OrderFault[], lines: readonly Line[]) {
  return faults.map(({ endToEnd, code }) => {
    const line = lines.find(({ transfer }) => transfer.endToEnd === endToEnd);
    return { merchant: line?.payee.businessName ?? "", fault: code };
  });
}

async function nextNumber(tx: Tx): Promise<number> {
  const { rows } = await sql<{ next: number }>`
    select coalesce(max(number), 0) + 1 as next from transfer_order
  `.execute(tx);
  return rows[0]!.next;
}

async function storeOrder(
  { custody, clock, random }: Deps,
  tx: Tx,
  officer: Address,
  number: number,
  order: TransferOrder,
  lines: readonly Line[],
): Promise<string> {
  const id = randomUuid(random);
  await tx
    .insertInto("transfer_order")
    .values({
      ...{ id, number, message_id: order.messageId, execute_on: order.executeOn },
      ...{ total_cents: totalOf(order), payer: JSON.stringify(order.payer) },
      ...{ created_by: officer, created_at: clock.now() },
    })
    .execute();
  await tx
    .insertInto("transfer_order_line")
    .values(
      lines.map(({ statementId, transfer, payee }, index) => ({
        ...{ order_id: id, position: index + 1, statement_id: statementId },
        ...{ end_to_end: transfer.endToEnd, amount_cents: transfer.amount },
        sealed_payee: custody.sealText(payeeContext(transfer.endToEnd), JSON.stringify(payee)),
      })),
    )
    .execute();
  return id;
}

/**
 * Takes an order back that the bank was never given, or has refused as a whole: its statements can be ordered again.
 * Refused once the bank has said anything of it.
 */
export async function withdrawTransferOrder(
  { db, clock }: Pick<Deps, "db" | "clock">,
  officer: Address,
  id: string,
): Promise<Result<undefined, { code: "not_found" } | { code: "wrong_state"; state: string }>> {
  return db.transaction().execute(async (tx) => {
    const order = await tx
      .selectFrom("transfer_order")
      .select("withdrawn_at")
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    if (order === undefined) return refuse({ code: "not_found" });
    if (order.withdrawn_at !== null) return refuse({ code: "wrong_state", state: "withdrawn" });
    const lines = await linesOfOrder(tx, id);
    const said = lines.find(({ outcome }) => outcome !== null);
    if (said !== undefined) return refuse({ code: "wrong_state", state: said.outcome! });
    const now = clock.now();
    await tx
      .updateTable("transfer_order_line")
      .set({ outcome: "withdrawn", outcome_at: now })
      .where("order_id", "=", id)
      .execute();
    await tx
      .updateTable("transfer_order")
      .set({ withdrawn_at: now, withdrawn_by: officer })
      .where("id", "=", id)
      .execute();
    return ok(undefined);
  });
}

export async function linesOfOrder(db: Executor, id: string) {
  return db
    .selectFrom("transfer_order_line")
    .selectAll()
    .where("order_id", "=", id)
    .orderBy("position")
    .execute();
}
