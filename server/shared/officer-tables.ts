import type { ColumnType, Generated } from "kysely";

import type { Address } from "#core/shared/ids.ts";

export type SignInNonceTable = { nonce: string; issued_at: Date; used_at: Date | null };

export type OfficerSessionTable = {
  token_hash: Buffer;
  officer: Address;
  started_at: Date;
  last_seen_at: Date;
  ended_at: Date | null;
  id: Generated<string>;
  device: Generated<string>;
  rotated_at: ColumnType<Date | null, Date | null | undefined>;
  previous_token_hash: ColumnType<Buffer | null, Buffer | null | undefined>;
};
