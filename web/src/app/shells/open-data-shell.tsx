import { OpenDataShell } from "../../features/open-data/open-data-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function OpenDataPage() {
  return (
    <PageLayout title="Dati aperti">
      <OpenDataShell />
    </PageLayout>
  );
}
