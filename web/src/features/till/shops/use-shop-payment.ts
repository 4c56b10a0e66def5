import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { type Cents, centsToJson } from "#core/shared/money.ts";

import { abandonPayment } from "../../../shared/api/abandon-payment.ts";
import { newId } from "../../../shared/api/new-id.ts";
import { payShop } from "../../../shared/api/pay-shop.ts";
import { readTillOptions } from "../../../shared/api/read-till.ts";
import { ProblemError } from "../../../shared/api/request.ts";
import type { Shop, ShopPaid } from "../../../shared/api/types.ts";
import type { Consent } from "../session/consent-key.tsx";
import { useAsking } from "../session/use-asking.ts";
import {
  type PendingShopPayment,
  forgetPending,
  keepPending,
  readPending,
} from "./pending-shop-payment.ts";

const ASK_AGAIN_MS = 3_000;

/** Where a payment to another shop stands: one screen each. */
export type ShopPayment =
  | { readonly step: "shop" }
  | { readonly step: "amount"; readonly shop: Shop }
  | {
      readonly step: "consent";
      readonly shop: Shop;
      readonly amount: Cents;
      readonly error: Error | null;
    }
  | { readonly step: "asking"; readonly amount: Cents }
  | { readonly step: "doubt"; readonly pending: PendingShopPayment }
  | { readonly step: "paid"; readonly paid: ShopPaid }
  | { readonly step: "abandoned"; readonly pending: PendingShopPayment };

/** A payment to another shop, from its number to the answer. What was sent is followed until its outcome is known. */
export function useShopPayment() {
  const [payment, setPayment] = useState<ShopPayment>(startingStep);
  const client = useQueryClient();
  useDoubt(payment, setPayment);
  const pay = async (shop: Shop, amount: Cents, consent: Consent) => {
    setPayment({ step: "asking", amount });
    setPayment(await ask(shop, amount, consent));
    await client.invalidateQueries({ queryKey: ["shop-local-value"] });
    await client.invalidateQueries({ queryKey: ["read-till-day"] });
  };
  return {
    payment,
    begin: () => setPayment({ step: "shop" }),
    chooseShop: (shop: Shop) => setPayment({ step: "amount", shop }),
    chooseAmount: (shop: Shop, amount: Cents) =>
      setPayment({ step: "consent", shop, amount, error: null }),
    pay,
  };
}

function startingStep(): ShopPayment {
  const pending = readPending();
  return pending === undefined ? { step: "shop" } : { step: "doubt", pending };
}

/** Sends the payment, once, under an id that is written down before. */
async function ask(shop: Shop, amount: Cents, consent: Consent): Promise<ShopPayment> {
  // Another window of this till may be in doubt: its truth first.
  const earlier = readPending();
  if (earlier !== undefined) return { step: "doubt", pending: earlier };
  const [paymentId, amountCents] = [newId(), centsToJson(amount)];
  const pending = { paymentId, amountCents, shop: shop.businessName };
  keepPending(pending);
  try {
    const paid = await payShop({ paymentId, payee: shop.number, amountCents, ...consent });
    forgetPending();
    return { step: "paid", paid };
  } catch (error) {
    if (!isFinal(error)) return { step: "doubt", pending };
    forgetPending();
    return { step: "consent", shop, amount, error: error as Error };
  }
}

/** Whether it is sure that nothing was taken. A fault inside the service may have come after. */
function isFinal(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.status < 500;
}

/**
 * Asks until someone answers what became of it: it was paid, or it never will be. Where the till itself has to be opened
 * first, it says so.
 */
function useDoubt(payment: ShopPayment, setPayment: (next: ShopPayment) => void): void {
  const client = useQueryClient();
  useAsking(payment.step === "doubt" ? payment : undefined, {
    everyMs: ASK_AGAIN_MS,
    ask: ({ pending }) => outcomeOf(pending).catch(afterFault),
    take: (next) => {
      if (next !== "till_required") setPayment(next);
      else void client.invalidateQueries({ queryKey: readTillOptions().queryKey });
    },
  });
}

/** What another shop's till left on this device is not ours to judge. */
function afterFault(error: unknown): ShopPayment | "till_required" | undefined {
  if (!isFinal(error)) return undefined;
  if ((error as ProblemError).problem.status === 401) return "till_required";
  forgetPending();
  return { step: "shop" };
}

async function outcomeOf(pending: PendingShopPayment): Promise<ShopPayment> {
  const outcome = await abandonPayment(pending.paymentId);
  forgetPending();
  return outcome.outcome === "paid_shop"
    ? { step: "paid", paid: outcome.payment }
    : { step: "abandoned", pending };
}
