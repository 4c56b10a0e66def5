import { sql } from "kysely";

import { RANDOM_BYTES, statementRef } from "#core/reimbursement/statement-ref.ts";
import type { Address, Hash, MerchantId, ProgrammeId } from "#core/shared/ids.ts";

import type { Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";

export type Claimant = {
  readonly merchantId: MerchantId;
  readonly account: Address;
  readonly programmeId: ProgrammeId;
};

/**
 * The reference under which a shop's new statement will be redeemed: its number is one above all that the shop ever had in
 * this programme, here or on chain. A copy of the database may have been put back: what it has forgotten is read from the
 * chain before anything is presented again. The caller holds the lock of the shop's holding, so that no two statements get
 * one number; the database would refuse the second.
 */
export async function nextRef(tx: Tx, random: Random, claimant: Claimant): Promise<Hash> {
  const { merchantId, account, programmeId } = claimant;
  const { rows } = await sql<{ number: string }>`
    select greatest(
      coalesce((
        select max(programme_number) from reimbursement_statement
        where merchant_id = ${merchantId} and programme_id = ${programmeId}
      ), 0),
      coalesce((
        select max(('x' || right(args ->> 'statement', 8))::bit(32)::bigint) from chain_event
        where contract = (select voucher from programme where id = ${programmeId})
          and name = 'Redeemed' and lower(args ->> 'merchant') = ${account}
      ), 0)
    ) as number
  `.execute(tx);
  return statementRef(random.bytes(RANDOM_BYTES), Number(rows[0]!.number) + 1);
}
