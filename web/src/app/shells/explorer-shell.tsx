import { ExplorerShell } from "../../features/explorer/explorer-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function ExplorerPage() {
  return (
    <PageLayout title="Catena">
      <ExplorerShell />
    </PageLayout>
  );
}
