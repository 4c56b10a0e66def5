import type { Address, ProgrammeId } from "#core/shared/ids.ts";

/** Rows are only added. */
export type ProgrammeAmendmentTable = {
  id: string;
  programme_id: ProgrammeId;
  act: string;
  spendable_until: Date;
  settleable_until: Date;
  prepared_by: Address;
  prepared_at: Date;
};
