import { isValidIBAN } from "ibantools";

import { HIGHEST_CATEGORY } from "#core/merchant/merchant-state.ts";
import {
  MERCHANT_COLUMNS,
  type MerchantRow,
  OPTIONAL_MERCHANT_COLUMNS,
  findRepeatedMerchants,
  readMerchantRow,
} from "#core/merchant/merchant-row.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { MerchantId } from "#core/shared/ids.ts";
import { type Result, ok } from "#core/shared/result.ts";
import type { RowError } from "#core/shared/row-error.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { CsvFile, FileRefusal } from "../shared/csv.ts";
import type { Database, Tx } from "../shared/database.ts";
import { type ImportReport, rejectedRows } from "../shared/import-report.ts";
import { type Random, randomRef, randomUuid } from "../shared/random.ts";
import { readTableAside } from "../shared/read-aside.ts";
import { aliasOf, sealDetails, vatLookup } from "./merchants.ts";
import { type IsOfficer, isChecksummed, knownAs } from "./own-wallets.ts";

type Deps = {
  db: Database;
  custody: Custody;
  clock: Clock;
  random: Random;
  deployment: Deployment;
};

const CODE_CHECKS = { isValidIban: isValidIBAN, isChecksummed };

const KNOWN_AS = {
  shop: "è già di un altro negozio",
  card: "è il conto di una tessera",
  town: "è del Comune",
  officer: "è di chi lavora in Comune",
} as const;

/** Reads a list of shops, before any transaction: it may take a while. */
export function readShopList(bytes: Uint8Array): Promise<Result<CsvFile, FileRefusal>> {
  return readTableAside(bytes, MERCHANT_COLUMNS, OPTIONAL_MERCHANT_COLUMNS);
}

/**
 * Checks the list of affiliated shops and, unless it is a dry run, stores the new ones: all or none. Shops that are
 * in the archive already are left as they are and reported as warnings. A category not seen before gets the next
 * free number, which the programmes' bitmaps use.
 */
export async function importMerchants(
  deps: Deps,
  file: CsvFile,
  isDryRun: boolean,
  isOfficer: IsOfficer,
): Promise<Result<ImportReport, FileRefusal>> {
  const { rows, errors } = readRows(file);
  return deps.db.transaction().execute(async (tx) => {
    const known = await knownRows(deps, tx, rows);
    const fresh = rows.filter((row) => !known.has(row.row));
    const allErrors = [
      ...errors,
      ...(await tooManyCategories(tx, fresh)),
      ...(await takenWallets(deps, tx, fresh, isOfficer)),
    ];
    const isImport = !isDryRun && allErrors.length === 0;
    if (isImport) await insertMerchants(deps, tx, fresh);
    return ok({
      rows: file.rows.length,
      valid: rows.length,
      created: isImport ? fresh.length : 0,
      warnings: rows.filter((row) => known.has(row.row)).map(alreadyKnown),
      errors: allErrors,
      ...rejectedRows(file, allErrors),
    });
  });
}

function readRows(file: CsvFile): { rows: MerchantRow[]; errors: RowError[] } {
  const rows: MerchantRow[] = [];
  const errors: RowError[] = [];
  for (const { number, cells } of file.rows) {
    const row = readMerchantRow(cells, number, CODE_CHECKS);
    if (row.ok) rows.push(row.value);
    else errors.push(...row.refusal);
  }
  return { rows, errors: [...errors, ...findRepeatedMerchants(rows)] };
}

async function knownRows(
  { custody }: Deps,
  tx: Tx,
  rows: readonly MerchantRow[],
): Promise<Set<number>> {
  const stored = await tx.selectFrom("merchant").select("vat_lookup").execute();
  const lookups = new Set(stored.map((merchant) => merchant.vat_lookup.toString("hex")));
  const isKnown = (row: MerchantRow) =>
    lookups.has(vatLookup(custody, row.vatNumber).toString("hex"));
  return new Set(rows.filter(isKnown).map((row) => row.row));
}

function alreadyKnown({ row }: MerchantRow): RowError {
  const message = "Esercente già in archivio: la riga non cambia nulla.";
  return { row, column: "partita_iva", code: "already_known", message };
}

async function tooManyCategories(tx: Tx, rows: readonly MerchantRow[]): Promise<RowError[]> {
  const known = await tx.selectFrom("merchant_category").select("name").execute();
  const names = new Set(known.map((category) => category.name));
  return rows.flatMap((row) => {
    names.add(row.category);
    if (names.size <= HIGHEST_CATEGORY + 1) return [];
    const message = `Troppe categorie diverse: al massimo ${HIGHEST_CATEGORY + 1}.`;
    return [{ row: row.row, column: "categoria", code: "too_many_categories", message }];
  });
}

async function takenWallets(
  deps: Deps,
  tx: Tx,
  rows: readonly MerchantRow[],
  isOfficer: IsOfficer,
): Promise<RowError[]> {
  const errors: RowError[] = [];
  for (const { row, wallet } of rows) {
    if (wallet === undefined) continue;
    const by = await knownAs(deps, tx, wallet, isOfficer);
    if (by === undefined) continue;
    const message = `Questo indirizzo ${KNOWN_AS[by]}: il negozio ne usi uno solo suo.`;
    errors.push({ row, column: "portafoglio", code: "address_taken", message });
  }
  return errors;
}

async function insertMerchants(deps: Deps, tx: Tx, rows: readonly MerchantRow[]): Promise<void> {
  const categories = await ensureCategories(tx, rows);
  const first = await tx
    .selectFrom("merchant")
    .select((select) => select.fn.countAll<bigint>().as("count"))
    .executeTakeFirstOrThrow();
  for (const [index, row] of rows.entries()) {
    const id = randomUuid(deps.random) as MerchantId;
    await tx
      .insertInto("merchant")
      .values({
        id,
        ref: randomRef(deps.random),
        alias: aliasOf(Number(first.count) + index + 1),
        vat_lookup: vatLookup(deps.custody, row.vatNumber),
        sealed_details: sealDetails(deps.custody, id, detailsOf(row)),
        category: categories.get(row.category)!,
        // Who keeps their own wallet needs no sheet, and waits for the registration on chain at once.
        state: row.wallet === undefined ? "imported" : "invited",
        account: row.wallet ?? null,
        sealed_key_id: null,
        created_at: deps.clock.now(),
      })
      .execute();
  }
}

function detailsOf({ businessName, vatNumber, ateco, address, iban }: MerchantRow) {
  return { businessName, vatNumber, ateco, address, iban };
}

/** The lock makes two imports at once agree on the numbers. */
async function ensureCategories(
  tx: Tx,
  rows: readonly MerchantRow[],
): Promise<Map<string, number>> {
  const known = await tx.selectFrom("merchant_category").selectAll().forUpdate().execute();
  const numbers = new Map(known.map(({ name, number }) => [name, number]));
  for (const { category } of rows) {
    if (numbers.has(category)) continue;
    const number = Math.max(-1, ...numbers.values()) + 1;
    await tx.insertInto("merchant_category").values({ name: category, number }).execute();
    numbers.set(category, number);
  }
  return numbers;
}
