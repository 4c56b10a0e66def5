import type { Cents } from "../shared/money.ts";
import { sumCents } from "../shared/money.ts";
import { isSepaReference, sepaText } from "./sepa-text.ts";

/** Whose account is debited: the municipality's, or of who pays in its stead. */
export type Payer = {
  readonly name: string;
  /** In upper case without spaces. */
  readonly iban: string;
  /** *Codice univoco CBI*: eight characters that the bank gives with the home-banking contract. Only CBI asks for it. */
  readonly cbiCode?: string | undefined;
  readonly bic?: string | undefined;
};

/** One credit transfer. */
export type Transfer = {
  /** Comes back in the bank's answer: by it a transfer is found again. */
  readonly endToEnd: string;
  readonly payee: string;
  /** In upper case without spaces. */
  readonly iban: string;
  readonly amount: Cents;
  /** What the payee reads on the statement of account. */
  readonly remittance: string;
};

/** What is handed to a bank to be carried out on one day. */
export type TransferOrder = {
  readonly messageId: string;
  readonly createdAt: Date;
  /** Day on which the account is debited, ISO 8601. */
  readonly executeOn: string;
  readonly payer: Payer;
  readonly transfers: readonly Transfer[];
};

export type OrderFault = {
  /** The transfer at fault; absent where it is the order itself. */
  readonly endToEnd?: string;
  readonly code:
    | "empty"
    | "wrong_reference"
    | "repeated_reference"
    | "amount_out_of_range"
    | "not_a_sepa_iban"
    | "unwritable_name"
    | "cbi_code_missing"
    | "payer_not_italian";
};

/** SEPA credit transfers carry at most this (EPC125-05, attribute AT-T002). */
const LARGEST_TRANSFER = 99_999_999_999n;
export const LONGEST_NAME = 70;
export const LONGEST_REMITTANCE = 140;

/** The countries and territories of the SEPA schemes (EPC409-09), by the first two letters of an IBAN. */
const SEPA_COUNTRIES = new Set(
  (
    "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO " +
    "RS SE SI SK SM VA"
  ).split(" "),
);

/** All that a bank would refuse of an order, before it leaves the house. `isValidIban` is injected: `core` has no dependencies. */
export function findOrderFaults(
  { messageId, payer, transfers }: TransferOrder,
  isValidIban: (iban: string) => boolean,
): OrderFault[] {
  const isPayable = (iban: string) =>
    isValidIban(iban) && SEPA_COUNTRIES.has(iban.slice(0, 2)) && iban === iban.toUpperCase();
  const seen = new Set<string>();
  const faults: OrderFault[] = [];
  if (transfers.length === 0) faults.push({ code: "empty" });
  if (!isSepaReference(messageId)) faults.push({ code: "wrong_reference" });
  if (!isPayable(payer.iban)) faults.push({ code: "not_a_sepa_iban" });
  if (sepaText(payer.name, LONGEST_NAME) === "") faults.push({ code: "unwritable_name" });
  for (const { endToEnd, payee, iban, amount } of transfers) {
    const fault = (code: OrderFault["code"]) => faults.push({ endToEnd, code });
    if (!isSepaReference(endToEnd)) fault("wrong_reference");
    if (seen.has(endToEnd)) fault("repeated_reference");
    seen.add(endToEnd);
    if (amount < 1n || amount > LARGEST_TRANSFER) fault("amount_out_of_range");
    if (!isPayable(iban)) fault("not_a_sepa_iban");
    if (sepaText(payee, LONGEST_NAME) === "") fault("unwritable_name");
  }
  return faults;
}

/** What CBI asks for beside SEPA: the code of who sends, and an Italian bank, known by its ABI. */
export function findCbiFaults({ payer }: TransferOrder): OrderFault[] {
  const faults: OrderFault[] = [];
  if (!/^[A-Z0-9]{8}$/.test(payer.cbiCode ?? "")) faults.push({ code: "cbi_code_missing" });
  if (!/^IT\d{2}[A-Z]\d{10}/.test(payer.iban)) faults.push({ code: "payer_not_italian" });
  return faults;
}

export function totalOf({ transfers }: Pick<TransferOrder, "transfers">): Cents {
  return sumCents(transfers.map(({ amount }) => amount));
}

/** The bank's number in an Italian IBAN: IT, two check digits, CIN, then five digits of ABI. */
export function abiOf(italianIban: string): string {
  return italianIban.slice(5, 10);
}

/** Cents as XML decimals have them: `1234.56`. */
export function decimalText(amount: Cents): string {
  const digits = amount.toString().padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
