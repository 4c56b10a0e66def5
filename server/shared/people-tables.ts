import type { Generated } from "kysely";

import type { Address, BeneficiaryId, ProgrammeId } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

export type BeneficiaryTable = {
  id: BeneficiaryId;
  fiscal_code_lookup: Buffer;
  sealed_person: Buffer;
  household_size: number;
  created_at: Date;
  version: Generated<number>;
  is_filed: Generated<boolean>;
  /** Since when nobody is behind the row. */
  erased_at: Generated<Date | null>;
};

export type EntitlementTable = {
  id: string;
  programme_id: ProgrammeId;
  beneficiary_id: BeneficiaryId;
  protocol: string;
  amount_cents: Cents;
  created_at: Date;
  withdrawn_at: Generated<Date | null>;
};

export type BeneficiaryNameKeyTable = { key: number; beneficiary_id: BeneficiaryId };

export type ChangeKind = "person" | "amount" | "withdrawal" | "readmission";

/** Rows are only added. */
export type BeneficiaryChangeTable = {
  id: string;
  beneficiary_id: BeneficiaryId;
  entitlement_id: string | null;
  kind: ChangeKind;
  sealed_reason: Buffer;
  changed_by: Address;
  changed_at: Date;
};
