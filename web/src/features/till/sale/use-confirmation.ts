import { useEffect } from "react";

import { isAnswered } from "./ask-payment.ts";
import type { PendingPayment } from "./pending-payment.ts";
import type { Bill, Sale } from "./sale.ts";

const ASK_AGAIN_MS = 2_000;

/** Asks until the holder has answered on the telephone, then goes on: the service says with what. */
export function useConfirmation(
  sale: Sale,
  goOn: (bill: Bill, pending: PendingPayment) => void,
): void {
  useEffect(() => {
    if (sale.step !== "confirming") return;
    const { bill, pending } = sale;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const answered = await isAnswered(pending);
      if (isOver) return;
      if (answered) goOn(bill, pending);
      else timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    };
    timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
    // What moves the sale on is the same in every drawing, whatever object it comes in.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [sale]);
}
