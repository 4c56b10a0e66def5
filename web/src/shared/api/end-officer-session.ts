import { useMutation, useQueryClient } from "@tanstack/react-query";

import { listDemoOfficersOptions } from "./list-demo-officers.ts";
import { readOfficerSessionOptions } from "./read-officer-session.ts";
import { readTownOptions } from "./read-town.ts";
import { request } from "./request.ts";

export async function endOfficerSession(): Promise<void> {
  await request("/api/officers/session", { method: "DELETE" });
}

/** What the door itself shows; it stays mounted when an officer leaves. */
const AT_THE_DOOR = [readTownOptions(), listDemoOfficersOptions(), readOfficerSessionOptions()].map(
  ({ queryKey: [name] }) => name,
);

/** Whatever an officer saw goes with the session. */
export function useEndOfficerSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: endOfficerSession,
    onSuccess: () => {
      client.setQueryData(readOfficerSessionOptions().queryKey, null);
      client.removeQueries({
        predicate: ({ queryKey: [name] }) => !AT_THE_DOOR.some((kept) => kept === name),
      });
    },
  });
}
