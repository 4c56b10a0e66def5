import { WalletShell } from "../../features/wallet/wallet-shell.tsx";
import { PageLayout } from "../page-layout.tsx";

export function CardPage() {
  return (
    <PageLayout title="La mia tessera">
      <WalletShell />
    </PageLayout>
  );
}
