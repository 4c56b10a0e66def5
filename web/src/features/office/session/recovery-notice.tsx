import { useQuery } from "@tanstack/react-query";

import { readHealthOptions } from "../../../shared/api/read-health.ts";

const LOOK_AGAIN_MS = 15_000;

/** Says why nothing is accepted at the moment: the service is told again by the chain what it has forgotten. */
export function RecoveryNotice() {
  const { data } = useQuery({ ...readHealthOptions(), refetchInterval: LOOK_AGAIN_MS });
  if (data?.database !== "recovering") return null;
  return (
    <p className="alert alert-warning" role="alert">
      Dopo un guasto la banca dati si sta ricostruendo dalla blockchain. Per qualche minuto non si
      accettano pagamenti, storni, rendiconti né ricariche; poi tutto riprende da solo.
    </p>
  );
}
