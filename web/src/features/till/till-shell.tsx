import { Suspense, lazy, useEffect, useState } from "react";
import { NavLink, Route, Routes } from "react-router";

import { formatEuro } from "#core/shared/money.ts";

import { useTill } from "../../shared/api/read-till.ts";
import { UnansweredError, problemCode } from "../../shared/api/request.ts";
import type { Till } from "../../shared/api/types.ts";
import { recallLanguage, say, useLanguage } from "../../shared/i18n/say.ts";
import { useLinkCode } from "../../shared/scan/use-link-code.ts";
import { DayPage } from "./day/day-page.tsx";
import { DevicePage } from "./device/device-page.tsx";
import { ReceiptPage } from "./receipt/receipt-page.tsx";
import { readPending } from "./sale/pending-payment.ts";
import { SalePage } from "./sale/sale-page.tsx";
import { useSale } from "./sale/use-sale.ts";
import { ActivationPage } from "./session/activation-page.tsx";
import { OperatorDoor } from "./session/operator-door.tsx";
import { BindDoor, UnlockDoor } from "./session/passkey-doors.tsx";
import { TillNotices } from "./session/till-notices.tsx";
import { useSettings } from "./session/till-settings.ts";
import { useTillWorker } from "./session/use-till-worker.ts";
import { StatementsPage } from "./statements/statements-page.tsx";
import "./till.css";
import "./sale/answer.css";
import "./device/device.css";

/** Few shops pay others, and seldom: loaded when one does. */
const PayShopPage = lazy(async () => ({
  default: (await import("./shops/pay-shop-page.tsx")).PayShopPage,
}));

/** `/cassa`: the shop's till. */
export function TillShell() {
  useLanguage();
  useEffect(() => void recallLanguage().catch(console.warn), []);
  const { isLarge, isContrasted } = useSettings();
  return (
    <div className={`till ${isLarge ? "till-large" : ""} ${isContrasted ? "till-contrast" : ""}`}>
      <TillDoor />
    </div>
  );
}

/** The till where this device is one, else how it becomes one. */
function TillDoor() {
  const { linkCode } = useLinkCode();
  const till = useTill();
  const { update } = useTillWorker();
  const [isNew, setIsNew] = useState(false);
  const refusal = problemCode(till.error);
  const welcome = () => setIsNew(true);
  if (refusal === "till_required")
    return <ActivationPage key={linkCode} linkCode={linkCode} welcome={welcome} />;
  if (refusal === "passkey_required") return <UnlockDoor linkCode={linkCode} welcome={welcome} />;
  const isLineDown = till.error instanceof UnansweredError;
  if (isNew && till.data?.hasPasskey === false) return <BindDoor leave={() => setIsNew(false)} />;
  if (till.data !== undefined) return <Desk till={till.data} {...{ isLineDown, update }} />;
  if (till.error === null) return <p role="status">{say("Caricamento…")}</p>;
  return <NoLine retry={() => void till.refetch()} />;
}

function NoLine({ retry }: { readonly retry: () => void }) {
  const pending = readPending();
  return (
    <div className="till-screen" role="alert">
      <h1>{say("La linea non va")}</h1>
      <p>
        {say(
          "La cassa non riesce a parlare con il Comune. Senza linea non si possono prendere buoni.",
        )}
      </p>
      {pending === undefined ? null : (
        <p>
          {say(
            "C'è un pagamento di {0} di cui non si sa l'esito: si saprà appena torna la linea. Non rifare la vendita.",
            formatEuro(BigInt(pending.amountCents)),
          )}
        </p>
      )}
      <button type="button" className="btn btn-primary till-go" onClick={retry}>
        {say("Riprova")}
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
  // Between two sales only: a payment under way, or in doubt, comes before who stands there.
  const isBetween = step === "amount";
  const needsOperator = isBetween && till.operators.length > 0 && till.operatorId === undefined;
  return (
    <>
      {isHandedOver ? null : (
        <>
          <TillNav />
          <p className="till-shop">{till.merchant.businessName}</p>
          <TillNotices
            till={till}
            isLineDown={isLineDown}
            update={step === "amount" ? update : undefined}
          />
        </>
      )}
      <Routes>
        <Route
          index
          element={
            needsOperator ? (
              <OperatorDoor till={till} />
            ) : (
              <SalePage desk={desk} largestPaymentCents={till.largestPaymentCents} />
            )
          }
        />
        <Route path="oggi" element={<DayPage till={till} />} />
        <Route path="rimborsi" element={<StatementsPage />} />
        <Route path="ricevuta/:paymentId" element={<ReceiptPage />} />
        <Route
          path="paga"
          element={
            <Suspense fallback={<p role="status">{say("Caricamento…")}</p>}>
              <PayShopPage till={till} />
            </Suspense>
          }
        />
        <Route path="dispositivo" element={<DevicePage till={till} />} />
      </Routes>
    </>
  );
}

function TillNav() {
  return (
    <nav className="till-nav" aria-label={say("Cassa")}>
      <NavLink to="/cassa" end>
        {say("Vendita")}
      </NavLink>
      <NavLink to="/cassa/oggi">{say("Incassi")}</NavLink>
      <NavLink to="/cassa/rimborsi">{say("Rimborsi")}</NavLink>
      <NavLink to="/cassa/dispositivo">{say("Cassa")}</NavLink>
    </nav>
  );
}
