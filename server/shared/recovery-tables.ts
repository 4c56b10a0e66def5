import type { Generated } from "kysely";

import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type DatabaseMarkTable = {
  only_row: Generated<boolean>;
  mark: bigint;
  quarantined_because: string | null;
  quarantined_at: Date | null;
};

export type RecoveredTransferTable = {
  digest: Hash;
  programme_id: ProgrammeId;
  from_account: Address;
  to_account: Address;
  amount_cents: Cents;
  nonce: bigint;
  /** The transfer that it gives back, where it is a reversal. */
  reversed_digest: Hash | null;
  transaction_hash: Hash;
  settled_block: bigint;
  settled_at: Date;
};
