const PREFIX = "borgo.till.pending-payment.";

/**
 * A payment that was sent and whose outcome is not known yet. It is written down before the request leaves, so that
 * neither a reload nor an empty battery can lose it. No card and no password in it: with the id alone the outcome can
 * be asked and the doubt ended. Each has a place of its own, so that no second sale can write over the first.
 */
export type PendingPayment = {
  readonly paymentId: string;
  readonly amountCents: string;
  /** What the customer pays in cash beside it. */
  readonly cashCents: string;
  /** What of the amount is local value; absent where it is vouchers alone. */
  readonly localCents?: string;
  readonly sentAt: string;
};

/** Where the browser refuses to write (full, or forbidden) the sale goes on: the page itself still remembers. */
export function keepPending(pending: PendingPayment): void {
  try {
    localStorage.setItem(PREFIX + pending.paymentId, JSON.stringify(pending));
  } catch (error) {
    console.warn("The pending payment could not be written down.", error);
  }
}

/** The payment that has been in doubt the longest; `undefined` where nothing is. */
export function readPending(): PendingPayment | undefined {
  const all = Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => readOne(localStorage.getItem(key)) ?? []);
  return all.sort((one, other) => one.sentAt.localeCompare(other.sentAt))[0];
}

export function forgetPending(paymentId: string): void {
  localStorage.removeItem(PREFIX + paymentId);
}

function readOne(text: string | null): PendingPayment | undefined {
  if (text === null) return undefined;
  try {
    const pending = JSON.parse(text) as Partial<PendingPayment>;
    const { paymentId, amountCents, cashCents, localCents, sentAt } = pending;
    if (!isText(paymentId) || !isText(sentAt)) return undefined;
    if (!isAmount(amountCents) || !isAmount(cashCents)) return undefined;
    const plain = { paymentId, amountCents, cashCents, sentAt };
    return isAmount(localCents) ? { ...plain, localCents } : plain;
  } catch {
    return undefined;
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isAmount(value: unknown): value is string {
  return typeof value === "string" && /^\d+$/.test(value);
}
