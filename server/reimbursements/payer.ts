import { electronicFormatIBAN, isValidBIC, isValidIBAN } from "ibantools";

import type { Payer } from "#core/reimbursement/transfer-order.ts";
import type { Address } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { faultsOf } from "../shared/field-checks.ts";

export type PayerRefusal = {
  code: "malformed_request";
  details: { field: string; message: string }[];
};

/** Whose account the reimbursements are paid from; `undefined` until somebody wrote it down. */
export async function readPayer(db: Executor): Promise<Payer | undefined> {
  const row = await db.selectFrom("payer").selectAll().executeTakeFirst();
  if (row === undefined) return undefined;
  const { name, iban, cbi_code, bic } = row;
  return {
    ...{ name, iban },
    ...(cbi_code === null ? {} : { cbiCode: cbi_code }),
    ...(bic === null ? {} : { bic }),
  };
}

/** Writes the paying account down. Orders of before keep the one they were made with. */
export async function changePayer(
  { db, clock }: { db: Database; clock: Clock },
  officer: Address,
  payer: Payer,
): Promise<Result<undefined, PayerRefusal>> {
  const iban = electronicFormatIBAN(payer.iban) ?? "";
  const details = payerErrors({ ...payer, iban });
  if (details.length > 0) return refuse({ code: "malformed_request", details });
  const row = {
    ...{ name: payer.name, iban, cbi_code: payer.cbiCode ?? null, bic: payer.bic ?? null },
    ...{ changed_by: officer, changed_at: clock.now() },
  };
  await db
    .insertInto("payer")
    .values(row)
    .onConflict((conflict) => conflict.column("only_row").doUpdateSet(row))
    .execute();
  return ok(undefined);
}

function payerErrors({ iban, cbiCode, bic }: Payer): PayerRefusal["details"] {
  return faultsOf([
    [!isValidIBAN(iban), "iban", "IBAN non valido: ricopiarlo dal contratto di tesoreria."],
    [
      cbiCode !== undefined && !/^[A-Z0-9]{8}$/.test(cbiCode),
      "cbiCode",
      "Il codice CBI ha otto lettere o cifre: è nel contratto di home banking.",
    ],
    [bic !== undefined && !isValidBIC(bic), "bic", "BIC non valido: otto o undici caratteri."],
  ]);
}
