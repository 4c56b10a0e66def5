import { useMutation, useQueryClient } from "@tanstack/react-query";

import { LIST_PEOPLE_KEY } from "./list-people.ts";
import { readPersonOptions } from "./read-person.ts";
import { requestJson } from "./request.ts";
import type { PersonWithChanges } from "./types.ts";

export type PersonOrder = {
  readonly surname: string;
  readonly name: string;
  readonly fiscalCode: string;
  readonly mobile?: string;
  readonly householdSize: number;
  readonly version: number;
  readonly reason: string;
};

export type EntitlementOrder = {
  readonly entitlementId: string;
  readonly what: "amount" | "withdrawal" | "readmission";
  readonly amountCents?: string;
  readonly version: number;
  readonly reason: string;
};

/** Corrects who a person is. */
export function changePerson(id: string, order: PersonOrder): Promise<PersonWithChanges> {
  return requestJson<PersonWithChanges>(`/api/beneficiaries/${id}/change`, {
    method: "POST",
    json: order,
  });
}

/** Changes what a person is due in a programme, withdraws it, or takes a withdrawal back. */
export function changeEntitlement(order: EntitlementOrder): Promise<PersonWithChanges> {
  const { entitlementId, what, ...json } = order;
  const path = `/api/entitlements/${entitlementId}/${what}`;
  return requestJson<PersonWithChanges>(path, { method: "POST", json });
}

function useChange<Order>(id: string, change: (order: Order) => Promise<PersonWithChanges>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (person) => {
      client.setQueryData(readPersonOptions(id).queryKey, person);
      await client.invalidateQueries({ queryKey: LIST_PEOPLE_KEY });
    },
  });
}

export function useChangePerson(id: string) {
  return useChange(id, (order: PersonOrder) => changePerson(id, order));
}

export function useChangeEntitlement(id: string) {
  return useChange(id, changeEntitlement);
}
