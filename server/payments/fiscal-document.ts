import type { PaymentId } from "#core/shared/ids.ts";

import type { Till } from "../merchants/merchants.ts";
import type { Database } from "../shared/database.ts";

/** Notes, or takes away, the number of the document that the shop's own cash register made for a payment. */
export async function noteFiscalDocument(
  { db }: { db: Database },
  till: Till,
  id: PaymentId,
  number: string,
): Promise<void> {
  await db
    .updateTable("payment")
    .set({ fiscal_document: number === "" ? null : number })
    .where("id", "=", id)
    .where("merchant_id", "=", till.merchant.id)
    .where("state", "!=", "abandoned")
    .execute();
}
