import { type FiscalCode, parseFiscalCode } from "../shared/fiscal-code.ts";
import { type Cents, cents, parseEuro } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { type Row, type RowError, RowReader } from "../shared/row-error.ts";

/** The columns of the ranking list (*graduatoria*) as Italian offices export it. */
export const BENEFICIARY_COLUMNS = [
  "protocollo",
  "cognome",
  "nome",
  "codice_fiscale",
  "componenti_nucleo",
  "cellulare",
  "importo",
] as const;

export const OPTIONAL_BENEFICIARY_COLUMNS: readonly string[] = ["cellulare"];

/** One admitted application: a person, the household they apply for, and what the household is due. */
export type BeneficiaryRow = {
  readonly row: number;
  /** The application's register number, e.g. `2020/0001`. */
  readonly protocol: string;
  readonly surname: string;
  readonly name: string;
  readonly fiscalCode: FiscalCode;
  /** Persons in the household, 1 to 30. */
  readonly householdSize: number;
  readonly mobile?: string;
  readonly amount: Cents;
};

const LARGEST_HOUSEHOLD = 30;
/** A household's entitlement above this is more likely a slip of the pen than a decision. */
const LARGEST_ENTITLEMENT = cents(1_000_000n);

/** Reads one row of the ranking list; answers with every error of the row at once. */
export function readBeneficiaryRow(row: Row, number: number): Result<BeneficiaryRow, RowError[]> {
  const reader = new RowReader(row, number);
  const beneficiary = {
    row: number,
    protocol: reader.required("protocollo", 40),
    surname: reader.required("cognome", 80),
    name: reader.required("nome", 80),
    fiscalCode: readFiscalCode(reader),
    householdSize: readHouseholdSize(reader),
    amount: readAmount(reader),
    ...readMobile(reader),
  };
  return reader.errors.length > 0 ? refuse(reader.errors) : ok(beneficiary);
}

function readFiscalCode(reader: RowReader): FiscalCode {
  const text = reader.required("codice_fiscale", 40);
  const code = parseFiscalCode(text);
  if (code.ok) return code.value;
  if (text !== "")
    reader.fail(
      "codice_fiscale",
      code.refusal.code,
      code.refusal.code === "wrong_shape"
        ? "Non è un codice fiscale: servono 16 caratteri, oppure 11 cifre se provvisorio."
        : "Il carattere di controllo non torna: ricopiare il codice dalla tessera sanitaria.",
    );
  return "" as FiscalCode;
}

function readHouseholdSize(reader: RowReader): number {
  const text = reader.required("componenti_nucleo", 10);
  const size = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (text !== "" && (size < 1 || size > LARGEST_HOUSEHOLD))
    reader.fail(
      "componenti_nucleo",
      "out_of_range",
      `I componenti del nucleo sono un numero da 1 a ${LARGEST_HOUSEHOLD}.`,
    );
  return size;
}

function readAmount(reader: RowReader): Cents {
  const text = reader.required("importo", 40);
  if (text === "") return cents(0n);
  const amount = parseEuro(text);
  if (!amount.ok) {
    reader.fail("importo", amount.refusal.code, AMOUNT_MESSAGES[amount.refusal.code]);
    return cents(0n);
  }
  if (amount.value === 0n)
    reader.fail("importo", "zero", "L'importo deve essere maggiore di zero.");
  if (amount.value > LARGEST_ENTITLEMENT)
    reader.fail("importo", "too_large", "Importo oltre 10.000,00 €: controllare la virgola.");
  return amount.value;
}

const AMOUNT_MESSAGES = {
  not_an_amount: "Non è un importo: scriverlo come 155,00 oppure 1.234,56.",
  fraction_of_a_cent: "Più di due decimali: gli importi sono in centesimi interi.",
} as const;

/** A mobile number is optional, and kept only where it looks like one. */
function readMobile(reader: RowReader): { mobile?: string } {
  const text = reader.cell("cellulare").replace(/[\s./-]/g, "");
  if (text === "") return {};
  if (/^(\+|00)?\d{6,15}$/.test(text)) return { mobile: text };
  reader.fail(
    "cellulare",
    "wrong_shape",
    "Non è un numero di telefono: solo cifre, o lasciare vuoto.",
  );
  return {};
}

/** Finds rows that repeat a fiscal code or a register number seen above in the same file. */
export function findRepeatedRows(rows: readonly BeneficiaryRow[]): RowError[] {
  return [
    ...repeats(rows, (row) => row.fiscalCode, "codice_fiscale", "Codice fiscale già presente"),
    ...repeats(rows, (row) => row.protocol, "protocollo", "Protocollo già presente"),
  ].sort((one, other) => one.row - other.row);
}

function repeats(
  rows: readonly BeneficiaryRow[],
  keyOf: (row: BeneficiaryRow) => string,
  column: string,
  what: string,
): RowError[] {
  const firstSeen = new Map<string, number>();
  const errors: RowError[] = [];
  for (const row of rows) {
    const first = firstSeen.get(keyOf(row));
    if (first === undefined) firstSeen.set(keyOf(row), row.row);
    else
      errors.push({
        row: row.row,
        column,
        code: "repeated",
        message: `${what} alla riga ${first}: tenere una riga sola.`,
      });
  }
  return errors;
}
