import { sql } from "kysely";

import { amountForHousehold, findFallingStep } from "#core/programme/household-amounts.ts";
import type { Address, BeneficiaryId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson, formatEuro, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { changeRow } from "./change-row.ts";
import { issuedByPerson } from "./issued.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

export type Assignment = {
  /** For households of one, two and so on; the last for that many people or more. */
  readonly amounts: readonly Cents[];
  readonly reason: string;
  /** What the dry run said that this would come to; nobody signs something else. Absent: only look. */
  readonly expected?: { readonly changes: number; readonly totalCents: string } | undefined;
};

export type AssignmentRefusal =
  | { code: "not_found" }
  | { code: "changed_meanwhile" }
  | { code: "nothing_to_do" }
  | { code: "below_issued"; issuedCents: bigint }
  | { code: "above_fund"; leftCents: bigint }
  | { code: "malformed_request"; details: { field: string; message: string }[] };

type Due = {
  id: string;
  beneficiary_id: BeneficiaryId;
  protocol: string;
  household_size: number;
  amount_cents: Cents;
  issued_cents: bigint;
};
type Change = Due & { readonly next: Cents };

export type AssignmentReport = {
  readonly people: number;
  readonly changes: number;
  readonly totalCents: string;
  readonly beforeCents: string;
  readonly fundCents: string;
  /** Who was issued more already than the table gives: nothing is done while there are any. */
  readonly belowIssued: { protocol: string; amountCents: string; issuedCents: string }[];
  readonly isDone: boolean;
};

/**
 * Assigns everybody in a programme what a table gives to a household of their size: first only what it would come to,
 * then all of it or nothing, with the reason beside each person whose amount changes.
 */
export async function assignByHousehold(
  deps: Deps,
  officer: Address,
  programmeId: ProgrammeId,
  assignment: Assignment,
): Promise<Result<AssignmentReport, AssignmentRefusal>> {
  const { amounts, expected } = assignment;
  const falling = findFallingStep(amounts);
  if (falling !== undefined) {
    const message = `Un nucleo di ${falling} riceverebbe meno di uno più piccolo.`;
    return refuse({ code: "malformed_request", details: [{ field: "amountsCents", message }] });
  }
  return deps.db.transaction().execute(async (tx) => {
    const programme = await tx
      .selectFrom("programme")
      .select("fund_cents")
      .where("id", "=", programmeId)
      .forUpdate()
      .executeTakeFirst();
    if (programme === undefined) return refuse({ code: "not_found" });
    const all = (await everybodyDue(tx, programmeId)).map((due) => ({
      ...due,
      next: amountForHousehold(amounts, due.household_size),
    }));
    const report = reportOf(all, programme.fund_cents);
    if (expected === undefined) return ok(report);
    const refusal = refusalOf(report, expected, programme.fund_cents);
    if (refusal !== undefined) return refuse(refusal);
    const order = { officer, reason: assignment.reason };
    await assign(deps, tx, order, all.filter(isChanged));
    return ok({ ...report, isDone: true });
  });
}

function isChanged({ amount_cents, next }: Change): boolean {
  return amount_cents !== next;
}

function reportOf(all: readonly Change[], fund: Cents): AssignmentReport {
  return {
    people: all.length,
    changes: all.filter(isChanged).length,
    totalCents: centsToJson(sumCents(all.map(({ next }) => next))),
    beforeCents: centsToJson(sumCents(all.map(({ amount_cents }) => amount_cents))),
    fundCents: centsToJson(fund),
    belowIssued: all
      .filter(({ next, issued_cents }) => next < issued_cents)
      .map(({ protocol, next, issued_cents }) => ({
        ...{ protocol, amountCents: centsToJson(next), issuedCents: String(issued_cents) },
      })),
    isDone: false,
  };
}

function refusalOf(
  report: AssignmentReport,
  expected: NonNullable<Assignment["expected"]>,
  fund: Cents,
): AssignmentRefusal | undefined {
  if (report.changes !== expected.changes || report.totalCents !== expected.totalCents)
    return { code: "changed_meanwhile" };
  const [below] = report.belowIssued;
  if (below !== undefined) return { code: "below_issued", issuedCents: BigInt(below.issuedCents) };
  if (BigInt(report.totalCents) > fund) return { code: "above_fund", leftCents: fund };
  return report.changes === 0 ? { code: "nothing_to_do" } : undefined;
}

async function everybodyDue(tx: Tx, programmeId: ProgrammeId): Promise<Due[]> {
  const { rows } = await sql<Due>`
    with issued as (${issuedByPerson(programmeId)})
    select entitlement.id, entitlement.beneficiary_id, entitlement.protocol, entitlement.amount_cents,
      beneficiary.household_size, coalesce(issued.cents, 0) as issued_cents
    from entitlement
    join beneficiary on beneficiary.id = entitlement.beneficiary_id
    left join issued on issued.beneficiary_id = entitlement.beneficiary_id
    where entitlement.programme_id = ${programmeId} and entitlement.withdrawn_at is null
    order by beneficiary.id
    for update of entitlement, beneficiary
  `.execute(tx);
  return rows;
}

const ROWS_AT_ONCE = 500;

async function assign(
  deps: Deps,
  tx: Tx,
  order: { officer: Address; reason: string },
  changes: readonly Change[],
): Promise<void> {
  for (let start = 0; start < changes.length; start += ROWS_AT_ONCE) {
    const some = changes.slice(start, start + ROWS_AT_ONCE);
    const ids = some.map(({ id }) => id);
    await sql`
      update entitlement set amount_cents = assigned.cents
      from unnest(${ids}::uuid[], ${some.map(({ next }) => String(next))}::bigint[]) as assigned (id, cents)
      where entitlement.id = assigned.id
    `.execute(tx);
    // Whoever has one of these people open in front of them is told.
    await tx
      .updateTable("beneficiary")
      .set((row) => ({ version: row("version", "+", 1) }))
      .where(
        "id",
        "in",
        some.map(({ beneficiary_id }) => beneficiary_id),
      )
      .execute();
    await tx
      .insertInto("beneficiary_change")
      .values(
        some.map(({ id, beneficiary_id, amount_cents, next }) =>
          changeRow(
            deps,
            order,
            { id: beneficiary_id, entitlementId: id, kind: "amount" },
            { before: formatEuro(amount_cents), after: formatEuro(next) },
          ),
        ),
      )
      .execute();
  }
}
