import type { Address, BeneficiaryId } from "#core/shared/ids.ts";

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
