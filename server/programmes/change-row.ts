import type { Address, BeneficiaryId } from "#core/shared/ids.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { ChangeKind } from "../shared/people-tables.ts";
import { type Random, randomUuid } from "../shared/random.ts";
import { changeContext } from "./programmes.ts";

type Deps = { custody: Custody; clock: Clock; random: Random };

export type ChangeSubject = {
  readonly id: BeneficiaryId;
  readonly entitlementId?: string;
  readonly kind: ChangeKind;
};

export type ChangeText = { readonly before?: string; readonly after?: string };

/** What was changed of a person by hand, as it is kept: who and when in clear, why and from what to what sealed. */
export function changeRow(
  { custody, clock, random }: Deps,
  { officer, reason }: { readonly officer: Address; readonly reason: string },
  subject: ChangeSubject,
  text: ChangeText,
) {
  const id = randomUuid(random);
  return {
    id,
    beneficiary_id: subject.id,
    entitlement_id: subject.entitlementId ?? null,
    kind: subject.kind,
    sealed_reason: custody.sealText(changeContext(id), JSON.stringify({ reason, ...text })),
    changed_by: officer,
    changed_at: clock.now(),
  };
}
