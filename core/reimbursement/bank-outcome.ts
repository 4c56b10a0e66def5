import type { Cents } from "../shared/money.ts";
import type { RowError } from "../shared/row-error.ts";

/** What the bank says of one transfer. `row` is where it stands in the file: a line of CSV, or a transaction's number. */
export type TransferOutcome = {
  readonly row: number;
  readonly endToEnd: string;
  readonly verdict: "paid" | "rejected" | "pending";
  /** Day of the debit, ISO 8601; absent where the bank names none. */
  readonly on?: string | undefined;
  readonly amount?: Cents | undefined;
  readonly reason?: string | undefined;
};

/** A transfer that was ordered, and what is known of it. */
export type OrderedTransfer = {
  readonly endToEnd: string;
  readonly amount: Cents;
  /** Day on which it was ordered, ISO 8601. */
  readonly orderedOn: string;
  readonly outcome: "paid" | "rejected" | null;
};

/**
 * ISO 20022 payment status codes (external code set, `ExternalPaymentTransactionStatus1Code`) that are final. Money has
 * left the account with ACSC and has reached the payee's with ACCC; everything else is still on its way.
 */
const FINAL_STATUSES: Readonly<Record<string, "paid" | "rejected">> = {
  ACSC: "paid",
  ACCC: "paid",
  RJCT: "rejected",
  CANC: "rejected",
};

export function verdictOfStatus(status: string): TransferOutcome["verdict"] {
  return Object.hasOwn(FINAL_STATUSES, status) ? FINAL_STATUSES[status]! : "pending";
}

export type JudgedOutcomes = {
  readonly paid: readonly (TransferOutcome & { readonly on: string })[];
  readonly rejected: readonly TransferOutcome[];
  readonly pending: readonly TransferOutcome[];
  /** Said before with the same outcome: nothing changes. */
  readonly warnings: readonly RowError[];
  readonly errors: readonly RowError[];
};

/**
 * Compares what the bank answers with what was ordered. A paid day must be known, not lie before the order nor in the
 * future; an amount that differs, a reference that nobody ordered and a verdict that contradicts an earlier one are
 * errors: somebody has to look, because money may have gone where it should not.
 */
export function judgeOutcomes(
  outcomes: readonly TransferOutcome[],
  ordered: ReadonlyMap<string, OrderedTransfer>,
  today: string,
): JudgedOutcomes {
  const warnings: RowError[] = [];
  const errors: RowError[] = [];
  const fresh: TransferOutcome[] = [];
  const seen = new Set<string>();
  for (const outcome of outcomes) {
    const error = outcomeError(outcome, ordered.get(outcome.endToEnd), today, seen);
    seen.add(outcome.endToEnd);
    if (error !== undefined) errors.push(error);
    else if (isNews(outcome, ordered.get(outcome.endToEnd)!)) fresh.push(outcome);
    else warnings.push(alreadyKnown(outcome));
  }
  const of = (verdict: TransferOutcome["verdict"]) =>
    fresh.filter((outcome) => outcome.verdict === verdict);
  return {
    paid: of("paid") as JudgedOutcomes["paid"],
    rejected: of("rejected"),
    pending: of("pending"),
    warnings,
    errors,
  };
}

function isNews({ verdict }: TransferOutcome, { outcome }: OrderedTransfer): boolean {
  return outcome === null || verdict !== outcome;
}

function outcomeError(
  outcome: TransferOutcome,
  transfer: OrderedTransfer | undefined,
  today: string,
  seen: ReadonlySet<string>,
): RowError | undefined {
  const { row, endToEnd, verdict, on, amount } = outcome;
  const error = (column: string, code: string, message: string) => ({ row, column, code, message });
  if (transfer === undefined)
    return error(
      "riferimento",
      "unknown",
      `Nessun bonifico ordinato ha il riferimento ${endToEnd}.`,
    );
  if (seen.has(endToEnd))
    return error(
      "riferimento",
      "repeated",
      `Il riferimento ${endToEnd} compare due volte nel file.`,
    );
  if (amount !== undefined && amount !== transfer.amount)
    return error(
      "importo",
      "different_amount",
      "L'importo non è quello ordinato: verificare con la banca.",
    );
  if (transfer.outcome !== null && verdict !== "pending" && verdict !== transfer.outcome)
    return error(
      "esito",
      "contradiction",
      "Contraddice un esito già registrato: verificare con la banca prima di pagare di nuovo.",
    );
  if (verdict === "paid" && on === undefined)
    return error("data", "missing", "Manca il giorno in cui la banca ha pagato.");
  if (verdict === "paid" && on !== undefined && on < transfer.orderedOn)
    return error("data", "too_early", "Il giorno del pagamento viene prima dell'ordine.");
  if (verdict === "paid" && on !== undefined && on > today)
    return error("data", "in_future", "Il giorno del pagamento non è ancora venuto.");
  return undefined;
}

function alreadyKnown({ row }: TransferOutcome): RowError {
  const message = "Esito già registrato: la riga non cambia nulla.";
  return { row, column: "riferimento", code: "already_known", message };
}
