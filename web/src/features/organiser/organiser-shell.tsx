import { useOrganiser } from "../../shared/api/organiser.ts";
import { problemCode } from "../../shared/api/request.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { CheckInPage } from "./check-in-page.tsx";
import { OrganiserDoor } from "./organiser-door.tsx";
import "./organiser.css";

/** `/presenze`: the page of who organises one civic action. It shows how many are there, and nobody. */
export function OrganiserShell() {
  const { linkCode, forget } = useLinkCode();
  const organiser = useOrganiser();
  const isShut = problemCode(organiser.error) === "organiser_required";
  // A sheet that was just scanned is meant, also where another action's page is still open.
  if (isShut || (linkCode !== undefined && organiser.isFetched))
    return <OrganiserDoor key={linkCode} linkCode={linkCode} forget={forget} />;
  if (organiser.data !== undefined) return <CheckInPage organiser={organiser.data} />;
  if (organiser.error === null) return <p role="status">Caricamento…</p>;
  return (
    <p className="alert alert-danger" role="alert">
      La linea non va.{" "}
      <button type="button" className="btn btn-primary" onClick={() => void organiser.refetch()}>
        Riprova
      </button>
    </p>
  );
}
