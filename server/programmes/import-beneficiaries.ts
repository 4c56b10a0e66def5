import { sql } from "kysely";

import {
  BENEFICIARY_COLUMNS,
  type BeneficiaryRow,
  OPTIONAL_BENEFICIARY_COLUMNS,
  findRepeatedRows,
  readBeneficiaryRow,
} from "#core/programme/beneficiary-row.ts";
import type { BeneficiaryId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, formatEuro, sumCents } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";
import type { RowError } from "#core/shared/row-error.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { CsvFile, FileRefusal } from "../shared/csv.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type ImportReport, rejectedRows } from "../shared/import-report.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { readTableAside } from "../shared/read-aside.ts";
import { filePeople } from "./file-people.ts";
import { fiscalCodeLookup, sealPerson } from "./programmes.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** Rows written by one statement. */
const ROWS_AT_ONCE = 500;

/** Reads a ranking list, before any transaction: it may take a while. */
export function readRankingList(bytes: Uint8Array): Promise<Result<CsvFile, FileRefusal>> {
  return readTableAside(bytes, BENEFICIARY_COLUMNS, OPTIONAL_BENEFICIARY_COLUMNS);
}

/**
 * Checks the ranking list of a programme and, unless it is a dry run, stores it: all or nothing. The same person may
 * be in several programmes, once in each. Together the entitlements may not exceed the fund.
 */
export async function importBeneficiaries(
  deps: Deps,
  programmeId: ProgrammeId,
  file: CsvFile,
  isDryRun: boolean,
): Promise<Result<ImportReport, { code: "not_found" }>> {
  const { rows, errors } = readRows(file);
  return deps.db.transaction().execute(async (tx) => {
    // The lock makes two imports into one programme follow each other, so that the fund is judged once.
    const programme = await tx
      .selectFrom("programme")
      .select(["id", "fund_cents"])
      .where("id", "=", programmeId)
      .forUpdate()
      .executeTakeFirst();
    if (programme === undefined) return refuse({ code: "not_found" });
    const allErrors = [
      ...errors,
      ...(await clashes(deps, tx, programmeId, rows, programme.fund_cents)),
    ];
    const isImport = !isDryRun && allErrors.length === 0;
    if (isImport) await insertRows(deps, tx, programmeId, rows);
    return ok({
      rows: file.rows.length,
      valid: rows.length,
      created: isImport ? rows.length : 0,
      total: sumCents(rows.map((row) => row.amount)),
      warnings: await dueElsewhere(deps, tx, programmeId, rows),
      errors: allErrors,
      ...rejectedRows(file, allErrors),
    });
  });
}

function readRows(file: CsvFile): { rows: BeneficiaryRow[]; errors: RowError[] } {
  const rows: BeneficiaryRow[] = [];
  const errors: RowError[] = [];
  for (const { number, cells } of file.rows) {
    const row = readBeneficiaryRow(cells, number);
    if (row.ok) rows.push(row.value);
    else errors.push(...row.refusal);
  }
  return { rows, errors: [...errors, ...findRepeatedRows(rows)] };
}

/** Rows that clash with what the programme already holds. */
async function clashes(
  { custody }: Deps,
  tx: Tx,
  programmeId: ProgrammeId,
  rows: readonly BeneficiaryRow[],
  fund: Cents,
): Promise<RowError[]> {
  const stored = await tx
    .selectFrom("entitlement")
    .innerJoin("beneficiary", "beneficiary.id", "entitlement.beneficiary_id")
    .select(["protocol", "fiscal_code_lookup", "amount_cents", "withdrawn_at"])
    .where("programme_id", "=", programmeId)
    .execute();
  const protocols = new Set(stored.map((entitlement) => entitlement.protocol));
  const people = new Set(
    stored.map(({ fiscal_code_lookup }) => fiscal_code_lookup.toString("hex")),
  );
  const isKnownPerson = ({ fiscalCode }: BeneficiaryRow) =>
    people.has(fiscalCodeLookup(custody, fiscalCode).toString("hex"));
  const entitled = sumCents([
    ...stored.filter((row) => row.withdrawn_at === null).map((row) => row.amount_cents),
    ...rows.map((row) => row.amount),
  ]);
  return [
    ...rows.filter((row) => protocols.has(row.protocol)).map(protocolKnown),
    ...rows.filter(isKnownPerson).map(personKnown),
    ...(entitled > fund ? [aboveFund(entitled, fund)] : []),
  ].sort((one, other) => one.row - other.row);
}

/** Who is due something in another programme too: allowed, and worth a look. */
async function dueElsewhere(
  { custody }: Deps,
  tx: Tx,
  programmeId: ProgrammeId,
  rows: readonly BeneficiaryRow[],
): Promise<RowError[]> {
  const byLookup = new Map(
    rows.map(({ row, fiscalCode }) => [fiscalCodeLookup(custody, fiscalCode).toString("hex"), row]),
  );
  const others = await tx
    .selectFrom("entitlement")
    .innerJoin("beneficiary", "beneficiary.id", "entitlement.beneficiary_id")
    .innerJoin("programme", "programme.id", "entitlement.programme_id")
    .select(["programme.name", "entitlement.protocol", "fiscal_code_lookup"])
    .where("entitlement.programme_id", "!=", programmeId)
    .where("entitlement.withdrawn_at", "is", null)
    .where("programme.spendable_until", ">", sql<Date>`now()`)
    .execute();
  return others
    .flatMap(({ name, protocol, fiscal_code_lookup }) => {
      const row = byLookup.get(fiscal_code_lookup.toString("hex"));
      const message = `Beneficiaria anche di «${name}», protocollo ${protocol}.`;
      return row === undefined
        ? []
        : [{ row, column: "codice_fiscale", code: "due_elsewhere", message }];
    })
    .sort((one, other) => one.row - other.row);
}

function protocolKnown({ row }: BeneficiaryRow): RowError {
  const message = "Protocollo già presente in questo programma: togliere la riga.";
  return { row, column: "protocollo", code: "already_known", message };
}

function personKnown({ row }: BeneficiaryRow): RowError {
  const message = "Persona già presente in questo programma, anche se ritirata: togliere la riga.";
  return { row, column: "codice_fiscale", code: "already_known", message };
}

function aboveFund(entitled: Cents, fund: Cents): RowError {
  const message = `Gli importi sommano ${formatEuro(entitled)}, più del fondo di ${formatEuro(fund)}.`;
  return { row: 1, column: "importo", code: "above_fund", message };
}

async function insertRows(
  deps: Deps,
  tx: Tx,
  programmeId: ProgrammeId,
  rows: readonly BeneficiaryRow[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const some = rows.slice(start, start + ROWS_AT_ONCE);
    const beneficiaries = await ensureBeneficiaries(deps, tx, some);
    await tx
      .insertInto("entitlement")
      .values(
        some.map((row) => ({
          id: randomUuid(deps.random),
          programme_id: programmeId,
          beneficiary_id: beneficiaries.get(row.fiscalCode)!,
          protocol: row.protocol,
          amount_cents: row.amount,
          created_at: deps.clock.now(),
        })),
      )
      .execute();
  }
}

/** Stores the people not seen before, brings the others up to date, and answers everybody's id by fiscal code. */
async function ensureBeneficiaries(
  { custody, clock, random }: Deps,
  tx: Tx,
  rows: readonly BeneficiaryRow[],
): Promise<Map<string, BeneficiaryId>> {
  const lookups = rows.map((row) => fiscalCodeLookup(custody, row.fiscalCode));
  const stored = await tx
    .insertInto("beneficiary")
    .values(
      rows.map(({ surname, name, fiscalCode, mobile, householdSize }, index) => ({
        id: randomUuid(random) as BeneficiaryId,
        fiscal_code_lookup: lookups[index]!,
        sealed_person: sealPerson(custody, lookups[index]!, {
          surname,
          name,
          fiscalCode,
          ...(mobile === undefined ? {} : { mobile }),
        }),
        household_size: householdSize,
        created_at: clock.now(),
      })),
    )
    .onConflict((conflict) =>
      conflict.column("fiscal_code_lookup").doUpdateSet((excluded) => ({
        version: sql<number>`beneficiary.version + 1`,
        sealed_person: excluded.ref("excluded.sealed_person"),
        household_size: excluded.ref("excluded.household_size"),
      })),
    )
    .returning(["id", "fiscal_code_lookup"])
    .execute();
  const ids = new Map(stored.map((row) => [row.fiscal_code_lookup.toString("hex"), row.id]));
  const known = new Map(
    rows.map((row, index) => [row.fiscalCode, ids.get(lookups[index]!.toString("hex"))!]),
  );
  const people = rows.map(({ fiscalCode, surname, name }) => ({
    ...{ surname, name, id: known.get(fiscalCode)! },
  }));
  await filePeople({ custody }, tx, people);
  return known;
}
