import { useEffect, useRef } from "react";

import type { Sale } from "./sale.ts";

/** Card and password of the customer at the counter: in memory only. */
export type Credentials = { readonly cardCode: string; readonly password: string };

const FORGET_AFTER_MS = 120_000;

/**
 * Keeps them for as long as the customer stands there: gone when the payment is made or a new sale begins, and two
 * minutes after an answer that could be tried again, so that nobody presses that button once the customer has left.
 */
export function useCredentials(step: Sale["step"]) {
  const credentials = useRef<Credentials>(undefined);
  useEffect(() => {
    const forget = () => (credentials.current = undefined);
    if (step === "amount" || step === "accepted") forget();
    if (step !== "refused" && step !== "abandoned" && step !== "doubt") return;
    const timer = setTimeout(forget, FORGET_AFTER_MS);
    return () => clearTimeout(timer);
  }, [step]);
  return {
    keep: (given: Credentials) => {
      credentials.current = given;
    },
    recall: () => credentials.current,
  };
}
