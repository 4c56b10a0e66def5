import { OfficeShell } from "../../features/office/office-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function OfficePage() {
  return (
    <PageLayout title="Uffici comunali">
      <OfficeShell />
    </PageLayout>
  );
}
