import { useMutation, useQueryClient } from "@tanstack/react-query";

import { LIST_PEOPLE_KEY } from "./list-people.ts";
import { UnansweredError, request, requestJson } from "./request.ts";
import type { Erased } from "./types.ts";

export type CopyOrder = {
  readonly ground: "request" | "authority";
  readonly format: "json" | "text";
};

export type ErasureGround = "request" | "mistake";

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
export function erasePersonalData(id: string, ground: ErasureGround): Promise<Erased> {
  const path = `/api/beneficiaries/${id}/erasure`;
  return requestJson<Erased>(path, { method: "POST", json: { ground } });
}

export function useErasePersonalData(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ground: ErasureGround) => erasePersonalData(id, ground),
    onSuccess: () => client.invalidateQueries({ queryKey: LIST_PEOPLE_KEY }),
  });
}
