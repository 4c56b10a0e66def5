import { parseItalianDay } from "../shared/italian-day.ts";
import { parseEuro } from "../shared/money.ts";
import { type Result, ok, refuse } from "../shared/result.ts";
import { type Row, type RowError, RowReader } from "../shared/row-error.ts";
import type { TransferOutcome } from "./bank-outcome.ts";

/** The columns of the accounts office's own list of outcomes, where the bank gives no file of its own. */
export const OUTCOME_COLUMNS = ["riferimento", "esito", "data", "importo", "motivo"] as const;
export const OPTIONAL_OUTCOME_COLUMNS: readonly string[] = ["importo", "motivo"];

const VERDICTS: Readonly<Record<string, TransferOutcome["verdict"]>> = {
  pagato: "paid",
  eseguito: "paid",
  rifiutato: "rejected",
  respinto: "rejected",
  stornato: "rejected",
  "in corso": "pending",
};

/** Reads one row of the list of outcomes; answers with every error of the row at once. */
export function readOutcomeRow(row: Row, number: number): Result<TransferOutcome, RowError[]> {
  const reader = new RowReader(row, number);
  const outcome = {
    row: number,
    endToEnd: reader.required("riferimento", 35),
    verdict: readVerdict(reader),
    on: readDay(reader),
    amount: readAmount(reader),
    reason: reader.cell("motivo").slice(0, 140) || undefined,
  };
  return reader.errors.length > 0 ? refuse(reader.errors) : ok(outcome);
}

function readVerdict(reader: RowReader): TransferOutcome["verdict"] {
  const text = reader.required("esito", 40).toLowerCase();
  const verdict = Object.hasOwn(VERDICTS, text) ? VERDICTS[text] : undefined;
  if (verdict === undefined && text !== "")
    reader.fail("esito", "unknown", "Scrivere «pagato», «rifiutato» oppure «in corso».");
  return verdict ?? "pending";
}

function readDay(reader: RowReader): string | undefined {
  const text = reader.cell("data");
  if (text === "") return undefined;
  const day = parseItalianDay(text);
  if (day === undefined)
    reader.fail("data", "wrong_shape", "Non è una data: scriverla come 31/12/2026.");
  return day;
}

function readAmount(reader: RowReader): TransferOutcome["amount"] {
  const text = reader.cell("importo");
  if (text === "") return undefined;
  const amount = parseEuro(text);
  if (amount.ok) return amount.value;
  reader.fail(
    "importo",
    "not_an_amount",
    "Non è un importo: scriverlo come 155,00 oppure 1.234,56.",
  );
  return undefined;
}
