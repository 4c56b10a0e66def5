import { NavLink, Route, Routes } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { useTill } from "../../shared/api/read-till.ts";
import { UnansweredError, problemCode } from "../../shared/api/request.ts";
import type { Till } from "../../shared/api/types.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { DayPage } from "./day/day-page.tsx";
import { readPending } from "./sale/pending-payment.ts";
import { SalePage } from "./sale/sale-page.tsx";
import { useSale } from "./sale/use-sale.ts";
import { ActivationPage } from "./session/activation-page.tsx";
import { TillNotices } from "./session/till-notices.tsx";
import { useTillWorker } from "./session/use-till-worker.ts";
import { StatementsPage } from "./statements/statements-page.tsx";
import "./till.css";

/** `/cassa`: the shop's till. */
export function TillShell() {
  const { linkCode } = useLinkCode();
  const till = useTill();
  const { update } = useTillWorker();
  if (problemCode(till.error) === "till_required")
    return (
      <div className="till">
        <ActivationPage key={linkCode} linkCode={linkCode} />
      </div>
    );
  const isLineDown = till.error instanceof UnansweredError;
  if (till.data !== undefined) return <Desk till={till.data} {...{ isLineDown, update }} />;
  if (till.error === null) return <p role="status">Caricamento…</p>;
  return <NoLine retry={() => void till.refetch()} />;
}

function NoLine({ retry }: { readonly retry: () => void }) {
  const pending = readPending();
  return (
    <div className="till till-screen" role="alert">
      <h1>La linea non va</h1>
      <p>La cassa non riesce a parlare con il Comune. Senza linea non si possono prendere buoni.</p>
      {pending === undefined ? null : (
        <p>
          C'è un pagamento di {formatEuro(BigInt(pending.amountCents))} di cui non si sa l'esito: si
          saprà appena torna la linea. Non rifare la vendita.
        </p>
      )}
      <button type="button" className="btn btn-primary till-go" onClick={retry}>
        Riprova
      </button>
    </div>
  );
}

type DeskProps = {
  readonly till: Till;
  readonly isLineDown: boolean;
  readonly update: (() => void) | undefined;
};

function Desk({ till, isLineDown, update }: DeskProps) {
  // Here and not in the sale's page: a look at today's list must not lose sight of a payment under way.
  const desk = useSale();
  const { step } = desk.sale;
  // While the phone is in the customer's hand there is one thing to do on it.
  const isHandedOver = step === "password" || step === "asking";
  return (
    <div className="till">
      {isHandedOver ? null : (
        <>
          <nav className="till-nav" aria-label="Cassa">
            <NavLink to="/cassa" end>
              Vendita
            </NavLink>
            <NavLink to="/cassa/oggi">Incassi</NavLink>
            <NavLink to="/cassa/rimborsi">Rimborsi</NavLink>
          </nav>
          <p className="till-shop">{till.merchant.businessName}</p>
          <TillNotices
            till={till}
            isLineDown={isLineDown}
            update={step === "amount" ? update : undefined}
          />
        </>
      )}
      <Routes>
        <Route index element={<SalePage desk={desk} />} />
        <Route path="oggi" element={<DayPage till={till} />} />
        <Route path="rimborsi" element={<StatementsPage till={till} />} />
      </Routes>
    </div>
  );
}
