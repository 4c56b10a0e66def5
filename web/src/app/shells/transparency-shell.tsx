import { TransparencyShell } from "../../features/transparency/transparency-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function TransparencyPage() {
  return (
    <PageLayout title="Trasparenza">
      <TransparencyShell />
    </PageLayout>
  );
}
