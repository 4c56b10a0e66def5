import { NavLink, Route, Routes } from "react-router";

import { useTill } from "../../shared/api/read-till.ts";
import { problemCode } from "../../shared/api/request.ts";
import type { Till } from "../../shared/api/types.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { DayPage } from "./day/day-page.tsx";
import { SalePage } from "./sale/sale-page.tsx";
import { useSale } from "./sale/use-sale.ts";
import { ActivationPage } from "./session/activation-page.tsx";
import { StatementsPage } from "./statements/statements-page.tsx";
import "./till.css";

/** `/cassa`: the shop's till. */
export function TillShell() {
  const { linkCode } = useLinkCode();
  const till = useTill();
  if (problemCode(till.error) === "till_required")
    return (
      <div className="till">
        <ActivationPage key={linkCode} linkCode={linkCode} />
      </div>
    );
  if (till.data !== undefined) return <Desk till={till.data} />;
  if (till.error === null) return <p role="status">Caricamento…</p>;
  return (
    <div className="till" role="alert">
      <h1>La linea non va</h1>
      <p>La cassa non riesce a parlare con il Comune. Senza linea non si possono prendere buoni.</p>
      <button type="button" className="btn btn-primary till-go" onClick={() => void till.refetch()}>
        Riprova
      </button>
    </div>
  );
}

function Desk({ till }: { readonly till: Till }) {
  // Here and not in the sale's page: a look at today's list must not lose sight of a payment under way.
  const desk = useSale();
  // While the phone is in the customer's hand there is one thing to do on it.
  const isHandedOver = desk.sale.step === "password" || desk.sale.step === "asking";
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
          <TillNotices till={till} />
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

function TillNotices({ till }: { readonly till: Till }) {
  if (till.merchant.state !== "active")
    return (
      <p className="alert alert-warning" role="status">
        Il negozio non è attivo nella convenzione: i pagamenti verranno rifiutati. Rivolgersi
        all'ufficio del Comune.
      </p>
    );
  if (!till.isSettlementDelayed) return null;
  return (
    <p className="alert alert-warning" role="status">
      La registrazione sulla blockchain è in ritardo. Si può vendere: ogni pagamento confermato è
      garantito.
    </p>
  );
}
