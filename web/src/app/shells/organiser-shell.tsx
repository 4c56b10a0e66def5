import { OrganiserShell } from "../../features/organiser/organiser-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function OrganiserPage() {
  return (
    <PageLayout title="Presenze">
      <OrganiserShell />
    </PageLayout>
  );
}
