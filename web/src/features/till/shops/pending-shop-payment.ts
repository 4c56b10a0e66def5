const KEY = "borgo.till.pending-shop-payment";

/**
 * A payment to another shop that was sent and whose outcome is not known yet: written down before it leaves, as a sale is.
 * No password in it. One at a time: the next begins when the truth of the one before is known.
 */
export type PendingShopPayment = {
  readonly paymentId: string;
  readonly amountCents: string;
  readonly shop: string;
};

/** Where the browser refuses to write the payment goes on: the page itself still remembers. */
export function keepPending(pending: PendingShopPayment): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(pending));
  } catch (error) {
    console.warn("The pending payment could not be written down.", error);
  }
}

export function forgetPending(): void {
  localStorage.removeItem(KEY);
}

export function readPending(): PendingShopPayment | undefined {
  try {
    const pending = JSON.parse(localStorage.getItem(KEY) ?? "null") as PendingShopPayment | null;
    const { paymentId, amountCents, shop } = pending ?? {};
    if (typeof paymentId !== "string" || typeof shop !== "string") return undefined;
    return typeof amountCents === "string" && /^\d+$/.test(amountCents)
      ? { paymentId, amountCents, shop }
      : undefined;
  } catch {
    return undefined;
  }
}
