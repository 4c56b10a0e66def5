import { type VatNumber, parseVatNumber } from "../shared/fiscal-code.ts";
import { type Address, addressOf } from "../shared/ids.ts";
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

/** Only shops that are paid on a wallet of their own have a `portafoglio`, so most files have no such column. */
export const OPTIONAL_MERCHANT_COLUMNS: readonly string[] = ["ateco", "indirizzo", "portafoglio"];

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
  /** The wallet that the shop is paid on, where it keeps one of its own. */
  readonly wallet?: Address;
};

/** What is injected because `core` has no dependencies. */
export type CodeChecks = {
  readonly isValidIban: (iban: string) => boolean;
  /** Whether capital and small letters of an address are those of its checksum (ERC-55). */
  readonly isChecksummed: (address: string) => boolean;
};

/** Reads one row of the merchants' list. */
export function readMerchantRow(
  row: Row,
  number: number,
  { isValidIban, isChecksummed }: CodeChecks,
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
    ...readWallet(reader, isChecksummed),
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

function readWallet(
  reader: RowReader,
  isChecksummed: CodeChecks["isChecksummed"],
): { readonly wallet?: Address } {
  const text = reader.cell("portafoglio");
  if (text === "") return {};
  const fault = walletFault(text, isChecksummed);
  if (fault === undefined) return { wallet: addressOf(text) };
  reader.fail("portafoglio", fault, WALLET_FAULTS[fault]);
  return {};
}

export type WalletFault = "wrong_shape" | "no_checksum" | "wrong_check_character";

/** What to tell of an address that nobody should be paid on. */
export const WALLET_FAULTS: Readonly<Record<WalletFault, string>> = {
  wrong_shape:
    "Non è un indirizzo: servono «0x» e 40 caratteri da 0 a 9 e da A a F. Copiarlo dal portafoglio.",
  no_checksum:
    "L'indirizzo è tutto in minuscolo o in maiuscolo, e così un errore di battitura non si vede: copiarlo dal portafoglio, che mescola maiuscole e minuscole.",
  wrong_check_character:
    "Un carattere dell'indirizzo è sbagliato, o una maiuscola: copiarlo di nuovo dal portafoglio.",
};

/**
 * What is wrong with an address that somebody wrote down. Capital and small letters carry its only check sum (ERC-55), so
 * an address without both is refused where it has letters: what is paid on a mistyped one is lost.
 */
export function walletFault(
  text: string,
  isChecksummed: CodeChecks["isChecksummed"],
): WalletFault | undefined {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return "wrong_shape";
  if (isChecksummed(text)) return undefined;
  const digits = text.slice(2);
  const isPlain = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  return isPlain ? "no_checksum" : "wrong_check_character";
}

/** Finds rows that repeat a VAT number, or a wallet, seen above in the same file. */
export function findRepeatedMerchants(rows: readonly MerchantRow[]): RowError[] {
  return [
    ...repeated(rows, "partita_iva", "Partita IVA", ({ vatNumber }) => vatNumber),
    ...repeated(rows, "portafoglio", "Indirizzo", ({ wallet }) => wallet),
  ];
}

function repeated(
  rows: readonly MerchantRow[],
  column: string,
  noun: string,
  keyOf: (row: MerchantRow) => string | undefined,
): RowError[] {
  const firstSeen = new Map<string, number>();
  return rows.flatMap((row) => {
    const key = keyOf(row);
    if (key === undefined) return [];
    const first = firstSeen.get(key);
    if (first === undefined) {
      firstSeen.set(key, row.row);
      return [];
    }
    const message = `${noun} già presente alla riga ${first}: tenere una riga sola.`;
    return [{ row: row.row, column, code: "repeated", message }];
  });
}
