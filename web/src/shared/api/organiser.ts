import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { Organiser } from "./types.ts";

const PATH = "/api/organisers/current";

function readOrganiserOptions() {
  return queryOptions({
    queryKey: ["read-organiser"],
    queryFn: ({ signal }) => requestJson<Organiser>(PATH, { signal }),
    retry: false,
  });
}

/** The action of this session. */
export function useOrganiser() {
  return useQuery(readOrganiserOptions());
}

/** What the service answers to each of an organiser's acts is the page as it is now. */
function useOrganiserAct<Input>(act: (input: Input) => Promise<Organiser>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (organiser) => client.setQueryData(readOrganiserOptions().queryKey, organiser),
  });
}

export function useOpenOrganiser() {
  return useOrganiserAct((json: { code: string; pin: string }) =>
    requestJson<Organiser>("/api/organisers", { method: "POST", json }),
  );
}

export function useCheckIn() {
  return useOrganiserAct((cardCode: string) =>
    requestJson<Organiser>(`${PATH}/presences`, { method: "POST", json: { cardCode } }),
  );
}

export function useWriteNote() {
  return useOrganiserAct((note: string) =>
    requestJson<Organiser>(`${PATH}/note`, { method: "POST", json: { note } }),
  );
}
