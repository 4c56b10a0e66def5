import { ReceiptCheckShell } from "../../features/receipt-check/receipt-check-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function ReceiptCheckPage() {
  return (
    <PageLayout title="Controllo di una ricevuta">
      <ReceiptCheckShell />
    </PageLayout>
  );
}
