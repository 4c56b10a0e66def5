import { formatEuro } from "#core/shared/money.ts";

import { useTransferOrders } from "../../../shared/api/transfer-orders.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole } from "../session/officer-context.ts";
import { NewOrder } from "./new-order.tsx";
import { OrderCard } from "./order-card.tsx";
import { OutcomePanel } from "./outcome-panel.tsx";
import { PaymentClock } from "./payment-clock.tsx";
import { PayerForm } from "./payer-form.tsx";

/** From the approved statement to the shop's money: the clock, the orders to the bank, and what the bank answers. */
export function PaymentsPage() {
  const isTreasurer = useHasRole("treasury");
  return (
    <>
      <h1>Pagamenti agli esercenti</h1>
      <PaymentClock />
      {isTreasurer ? (
        <>
          <Step id="new-order" title="1. Distinta per la banca">
            <PayerForm />
            <NewOrder />
          </Step>
          <Step id="outcomes" title="2. Esito della banca">
            <OutcomePanel />
          </Step>
        </>
      ) : (
        <p>Le distinte le prepara la ragioneria.</p>
      )}
      <Step id="orders" title="Distinte">
        <Orders mayChange={isTreasurer} />
      </Step>
    </>
  );
}

type StepProps = {
  readonly id: string;
  readonly title: string;
  readonly children: React.ReactNode;
};

function Step({ id, title, children }: StepProps) {
  return (
    <section className="office-step" aria-labelledby={id}>
      <h2 id={id} className="h4">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Orders({ mayChange }: { readonly mayChange: boolean }) {
  const orders = useTransferOrders();
  if (orders.data === undefined)
    return orders.error === null ? (
      <p role="status">Caricamento…</p>
    ) : (
      <ProblemAlert error={orders.error} />
    );
  if (orders.data.length === 0)
    return <p>Nessuna distinta ancora: si prepara dai rendiconti approvati.</p>;
  const ordered = orders.data.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  const total = ordered.reduce((sum, { paidCents }) => sum + BigInt(paidCents), 0n);
  return (
    <>
      <p>
        Pagati finora con distinta: <strong>{formatEuro(total)}</strong>.
      </p>
      {orders.data.map((order) => (
        <OrderCard key={order.id} order={order} mayChange={mayChange} />
      ))}
    </>
  );
}
