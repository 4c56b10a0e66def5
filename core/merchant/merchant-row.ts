import { type VatNumber, parseVatNumber } from "../shared/fiscal-code.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { type Row, type RowError, RowReader } from "../shared/row-error.ts";

/** The columns of the list of affiliated shops as Italian offices export it. */
export const MERCHANT_COLUMNS = [
  "ragione_sociale",
  "partita_iva",
  "ateco",
  "categoria",
  "indirizzo",
  "iban",
] as const;

export const OPTIONAL_MERCHANT_COLUMNS: readonly string[] = ["ateco", "indirizzo"];

export type MerchantRow = {
  readonly row: number;
  readonly businessName: string;
  readonly vatNumber: VatNumber;
  /** ATECO activity code such as `47.11`; empty where not given. */
  readonly ateco: string;
  /** Category by name, in lower case, e.g. `alimentari`. */
  readonly category: string;
  readonly address: string;
  /** In upper case without spaces. */
  readonly iban: string;
};

/** Reads one row of the merchants' list. `isValidIban` is injected because `core` has no dependencies. */
export function readMerchantRow(
  row: Row,
  number: number,
  isValidIban: (iban: string) => boolean,
): Result<MerchantRow, RowError[]> {
  const reader = new RowReader(row, number);
  const merchant: MerchantRow = {
    row: number,
    businessName: reader.required("ragione_sociale", 140),
    vatNumber: readVatNumber(reader),
    ateco: readAteco(reader),
    category: reader.required("categoria", 60).toLowerCase(),
    address: reader.cell("indirizzo").slice(0, 200),
    iban: readIban(reader, isValidIban),
  };
  return reader.errors.length > 0 ? refuse(reader.errors) : ok(merchant);
}

function readVatNumber(reader: RowReader): VatNumber {
  const text = reader.required("partita_iva", 40);
  const code = parseVatNumber(text);
  if (code.ok) return code.value;
  if (text !== "")
    reader.fail(
      "partita_iva",
      code.refusal.code,
      code.refusal.code === "wrong_shape"
        ? "Non è una partita IVA: servono 11 cifre (attenzione agli zeri iniziali tolti dal foglio di calcolo)."
        : "La cifra di controllo non torna: ricopiare la partita IVA dalla visura.",
    );
  return "" as VatNumber;
}

/** ATECO 2025: two digits, then up to two pairs of one or two digits. */
function readAteco(reader: RowReader): string {
  const text = reader.cell("ateco");
  if (text !== "" && !/^\d{2}(\.\d{1,2}(\.\d{1,2})?)?$/.test(text))
    reader.fail("ateco", "wrong_shape", "Non è un codice ATECO: scriverlo come 47.11 o 47.11.40.");
  return text;
}

function readIban(reader: RowReader, isValidIban: (iban: string) => boolean): string {
  const iban = reader.required("iban", 60).replace(/[\s-]/g, "").toUpperCase();
  if (iban !== "" && !isValidIban(iban))
    reader.fail(
      "iban",
      "wrong_check_character",
      "IBAN non valido: ricopiarlo dall'estratto conto.",
    );
  return iban;
}

/** Finds rows that repeat a VAT number seen above in the same file. */
export function findRepeatedMerchants(rows: readonly MerchantRow[]): RowError[] {
  const firstSeen = new Map<string, number>();
  return rows.flatMap((row) => {
    const first = firstSeen.get(row.vatNumber);
    if (first === undefined) {
      firstSeen.set(row.vatNumber, row.row);
      return [];
    }
    const message = `Partita IVA già presente alla riga ${first}: tenere una riga sola.`;
    return [{ row: row.row, column: "partita_iva", code: "repeated", message }];
  });
}
