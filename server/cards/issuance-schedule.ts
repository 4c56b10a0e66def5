import { sql } from "kysely";

import {
  type Instalments,
  civilMonth,
  dueInstalments,
  dueOfAmount,
} from "#core/programme/instalments.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database, Executor, Tx } from "../shared/database.ts";

type Deps = { db: Database; clock: Clock };

type Schedule = Instalments & {
  readonly preparedMonth: string | null;
  readonly setBy: Address;
  readonly setAt: Date;
};

async function scheduleOf(db: Executor, programmeId: ProgrammeId): Promise<Schedule | undefined> {
  return db
    .selectFrom("issuance_schedule")
    .where("programme_id", "=", programmeId)
    .select(["instalments", "set_by as setBy", "set_at as setAt"])
    .select([
      sql<string>`to_char(first_month, 'YYYY-MM')`.as("firstMonth"),
      sql<string | null>`to_char(prepared_month, 'YYYY-MM')`.as("preparedMonth"),
    ])
    .executeTakeFirst();
}

/** What of a whole amount is due by now in this programme: all of it where it is not paid out by the month. */
export async function instalmentsDue(
  tx: Tx,
  programmeId: ProgrammeId,
  clock: Clock,
): Promise<(amount: Cents) => Cents> {
  const schedule = await scheduleOf(tx, programmeId);
  if (schedule === undefined) return (amount) => amount;
  const due = dueInstalments(schedule, clock.now());
  return (amount) => dueOfAmount(amount, schedule.instalments, due);
}

/** The schedule as the office sees it, with how many instalments are due by now. */
export async function readSchedule({ db, clock }: Deps, programmeId: ProgrammeId) {
  const schedule = await scheduleOf(db, programmeId);
  if (schedule === undefined) return undefined;
  const { instalments, firstMonth, preparedMonth, setBy, setAt } = schedule;
  return {
    ...{ instalments, firstMonth, setBy: setBy as string, setAt: setAt.toISOString() },
    due: dueInstalments(schedule, clock.now()),
    ...(preparedMonth === null ? {} : { preparedMonth }),
  };
}

export type ScheduleRefusal = { code: "not_found" } | { code: "changed_meanwhile" };

/**
 * Sets, changes or ends (`undefined`) a programme's monthly plan. Whoever changes it names the one that they saw; the
 * months that were prepared stay prepared.
 */
export async function changeSchedule(
  { db, clock }: Deps,
  officer: Address,
  programmeId: ProgrammeId,
  seen: string | undefined,
  next: Instalments | undefined,
): Promise<Result<undefined, ScheduleRefusal>> {
  return db.transaction().execute(async (tx) => {
    const programme = await tx
      .selectFrom("programme")
      .select("id")
      .where("id", "=", programmeId)
      .forUpdate()
      .executeTakeFirst();
    if (programme === undefined) return refuse({ code: "not_found" });
    const known = await scheduleOf(tx, programmeId);
    if (known?.setAt.toISOString() !== seen) return refuse({ code: "changed_meanwhile" });
    if (next === undefined)
      await tx.deleteFrom("issuance_schedule").where("programme_id", "=", programmeId).execute();
    else await store(tx, clock, officer, programmeId, next);
    return ok(undefined);
  });
}

async function store(
  tx: Tx,
  clock: Clock,
  officer: Address,
  programmeId: ProgrammeId,
  { instalments, firstMonth }: Instalments,
): Promise<void> {
  const values = {
    instalments,
    first_month: `${firstMonth}-01`,
    set_by: officer,
    set_at: clock.now(),
  };
  await tx
    .insertInto("issuance_schedule")
    .values({ programme_id: programmeId, ...values })
    .onConflict((conflict) => conflict.column("programme_id").doUpdateSet(values))
    .execute();
}

export type DueMonth = {
  readonly programmeId: ProgrammeId;
  readonly setBy: Address;
  /** `2026-05` */
  readonly month: string;
};

/** A month is prepared once, and none before one that was. */
function isLeft(month: string) {
  return sql<boolean>`coalesce(prepared_month < ${`${month}-01`}::date, true)`;
}

/** Open programmes whose instalment of this month was not prepared yet. */
export async function dueMonths({ db, clock }: Deps): Promise<DueMonth[]> {
  const now = clock.now();
  const month = civilMonth(now);
  const rows = await db
    .selectFrom("issuance_schedule")
    .innerJoin("programme", "programme.id", "issuance_schedule.programme_id")
    .where("programme.state", "=", "open")
    .where("programme.spendable_until", ">", now)
    .where("first_month", "<=", `${month}-01`)
    .where(isLeft(month))
    .select(["programme_id as programmeId", "set_by as setBy"])
    .execute();
  return rows.map((row) => ({ ...row, month }));
}

/**
 * Takes a month for preparation. `false` where another replica was faster, or the schedule was changed or ended: two
 * replicas follow each other, and the second finds the month taken.
 */
export async function takeMonth(
  db: Database,
  { programmeId, setBy, month }: DueMonth,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("issuance_schedule")
    .set({ prepared_month: `${month}-01` })
    .where("programme_id", "=", programmeId)
    .where("set_by", "=", setBy)
    .where(isLeft(month))
    .executeTakeFirstOrThrow();
  return numUpdatedRows === 1n;
}
