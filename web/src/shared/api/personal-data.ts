import { useMutation, useQueryClient } from "@tanstack/react-query";

import { LIST_PEOPLE_KEY } from "./list-people.ts";
import { UnansweredError, request, requestJson } from "./request.ts";
import type { Erased } from "./types.ts";

export type CopyOrder = {
  readonly ground: "request" | "authority";
  readonly format: "json" | "text";
  /** For the copy of who carries this second card. */
  readonly secondCardId?: string;
};

export type ErasureGround = "request" | "mistake";
type ErasureOrder = {
  readonly ground: ErasureGround;
  /** The person knows that the local value left is lost. */
  readonly givesUpLocalValue: boolean;
};

/** Asks for a copy of all that is held of a person, as a file. */
export async function copyPersonalData(id: string, order: CopyOrder): Promise<Blob> {
  const path = `/api/beneficiaries/${id}/export`;
  const response = await request(path, { method: "POST", json: order, accept: "*/*" });
  try {
    return await response.blob();
  } catch (cause) {
    throw new UnansweredError(`Cut copy from ${path}`, { cause });
  }
}

export function useCopyPersonalData(id: string) {
  return useMutation({ mutationFn: (order: CopyOrder) => copyPersonalData(id, order) });
}

/** Erases who a person is; the money's rows stay. */
function erasePersonalData(id: string, json: ErasureOrder): Promise<Erased> {
  const path = `/api/beneficiaries/${id}/erasure`;
  return requestJson<Erased>(path, { method: "POST", json });
}

export function useErasePersonalData(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (order: ErasureOrder) => erasePersonalData(id, order),
    onSuccess: () => client.invalidateQueries({ queryKey: LIST_PEOPLE_KEY }),
  });
}
