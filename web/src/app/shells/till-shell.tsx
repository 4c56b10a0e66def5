import { TillShell } from "../../features/till/till-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function TillPage() {
  return (
    <PageLayout title="Cassa">
      <link rel="manifest" href="/cassa.webmanifest" />
      <TillShell />
    </PageLayout>
  );
}
