import { Suspense, lazy, useMemo } from "react";
import { NavLink, Route, Routes } from "react-router";
import { WagmiProvider } from "wagmi";

import { useEndOfficerSession } from "../../shared/api/end-officer-session.ts";
import { useDemoOfficers } from "../../shared/api/list-demo-officers.ts";
import { useOfficerSession } from "../../shared/api/read-officer-session.ts";
import { useTown } from "../../shared/api/read-town.ts";
import type { DemoOfficer, OfficerSession, Town } from "../../shared/api/types.ts";
import { shortHex } from "../../shared/chain/transaction-link.tsx";
import { createWalletConfig } from "../../shared/chain/wallet-config.ts";
import { ProblemAlert } from "./acts/problem-alert.tsx";
import { CardsPage } from "./cards/cards-page.tsx";
import { MerchantsPage } from "./merchants/merchants-page.tsx";
import "./office.css";
import { ProgrammeFormPage } from "./programmes/programme-form-page.tsx";
import { ProgrammeListPage } from "./programmes/programme-list-page.tsx";
import { ProgrammePage } from "./programmes/programme-page.tsx";
import { ConnectPage } from "./session/connect-page.tsx";
import { OfficerContext } from "./session/officer-context.ts";
import { RecoveryNotice } from "./session/recovery-notice.tsx";
import { ROLE_NAMES } from "./session/role-names.ts";
import { StatementPage } from "./statements/statement-page.tsx";
import { StatementsPage } from "./statements/statements-page.tsx";

/** `/comune`: the office's desk, below the address where the router puts it. */
export function OfficeShell() {
  const town = useTown();
  if (town.data !== undefined)
    return town.data.isDemo ? (
      <DemoOffice town={town.data} />
    ) : (
      <Office town={town.data} demoOfficers={[]} />
    );
  return town.error === null ? (
    <p role="status">Caricamento…</p>
  ) : (
    <ProblemAlert error={town.error} />
  );
}

function DemoOffice({ town }: { readonly town: Town }) {
  const officers = useDemoOfficers();
  if (officers.isPending) return <p role="status">Caricamento…</p>;
  return <Office town={town} demoOfficers={officers.data ?? []} />;
}

type OfficeProps = { readonly town: Town; readonly demoOfficers: readonly DemoOfficer[] };

function Office({ town, demoOfficers }: OfficeProps) {
  const config = useMemo(() => createWalletConfig(town, demoOfficers), [town, demoOfficers]);
  return (
    <WagmiProvider config={config}>
      <Door town={town} demoOfficers={demoOfficers} />
    </WagmiProvider>
  );
}

function Door({ town, demoOfficers }: OfficeProps) {
  const session = useOfficerSession();
  const officer = useMemo(
    () => (session.data ? { session: session.data, town } : undefined),
    [session.data, town],
  );
  if (session.isPending) return <p role="status">Caricamento…</p>;
  if (session.data === undefined) return <ProblemAlert error={session.error} />;
  if (officer === undefined) return <ConnectPage town={town} demoOfficers={demoOfficers} />;
  return (
    <OfficerContext value={officer}>
      <Desk session={officer.session} demoOfficers={demoOfficers} />
    </OfficerContext>
  );
}

const PLACES = [
  { to: "/comune", name: "Programmi", end: true },
  { to: "/comune/beneficiari", name: "Beneficiari", end: false },
  { to: "/comune/esercenti", name: "Esercenti", end: false },
  { to: "/comune/tessere", name: "Tessere", end: false },
  { to: "/comune/rendiconti", name: "Rendiconti", end: false },
  { to: "/comune/pagamenti", name: "Pagamenti", end: false },
  { to: "/comune/campagne", name: "Campagne", end: false },
  { to: "/comune/valore-locale", name: "Valore locale", end: false },
  { to: "/comune/segnalazioni", name: "Segnalazioni", end: false },
  { to: "/comune/bacheca", name: "Bacheca", end: false },
  { to: "/comune/accessibilita", name: "Accessibilità", end: false },
  { to: "/comune/registro", name: "Registro", end: false },
  { to: "/comune/accessi", name: "Accessi", end: false },
  { to: "/comune/ruoli", name: "Ruoli", end: false },
] as const;

type DeskProps = {
  readonly session: OfficerSession;
  readonly demoOfficers: readonly DemoOfficer[];
};

function Desk({ session, demoOfficers }: DeskProps) {
  return (
    <div className="office">
      <OfficerBar session={session} demoOfficers={demoOfficers} />
      <RecoveryNotice />
      {session.roles.length === 0 ? (
        <p className="alert alert-warning" role="alert">
          Questo indirizzo non ha alcun ruolo sulla blockchain: chiedere alla segreteria comunale di
          assegnarglielo, poi ricaricare la pagina.
        </p>
      ) : (
        <>
          <nav aria-label="Sezioni dell'ufficio" className="office-nav">
            {PLACES.map(({ to, name, end }) => (
              <NavLink key={to} to={to} end={end}>
                {name}
              </NavLink>
            ))}
          </nav>
          <OfficeRoutes />
        </>
      )}
    </div>
  );
}

/** What is not needed every day is loaded when somebody goes there. */
const AuditPage = lazy(async () => ({
  default: (await import("./audit/audit-page.tsx")).AuditPage,
}));

const PeoplePage = lazy(async () => ({
  default: (await import("./people/people-page.tsx")).PeoplePage,
}));
const PersonPage = lazy(async () => ({
  default: (await import("./people/person-page.tsx")).PersonPage,
}));
const CardPage = lazy(async () => ({
  default: (await import("./cards/card-page.tsx")).CardPage,
}));
const MerchantPage = lazy(async () => ({
  default: (await import("./merchants/merchant-page.tsx")).MerchantPage,
}));
const UnusualPage = lazy(async () => ({
  default: (await import("./unusual/unusual-page.tsx")).UnusualPage,
}));
const SessionsPage = lazy(async () => ({
  default: (await import("./session/sessions-page.tsx")).SessionsPage,
}));

const CampaignListPage = lazy(async () => ({
  default: (await import("./campaigns/campaign-list-page.tsx")).CampaignListPage,
}));
const CampaignFormPage = lazy(async () => ({
  default: (await import("./campaigns/campaign-form-page.tsx")).CampaignFormPage,
}));
const CampaignPage = lazy(async () => ({
  default: (await import("./campaigns/campaign-page.tsx")).CampaignPage,
}));
const ActionFormPage = lazy(async () => ({
  default: (await import("./campaigns/action-form-page.tsx")).ActionFormPage,
}));
const ActionPage = lazy(async () => ({
  default: (await import("./campaigns/action-page.tsx")).ActionPage,
}));
const PolicyPage = lazy(async () => ({
  default: (await import("./policy/policy-page.tsx")).PolicyPage,
}));
const InitiativeFormPage = lazy(async () => ({
  default: (await import("./campaigns/initiative-form-page.tsx")).InitiativeFormPage,
}));
const InitiativePage = lazy(async () => ({
  default: (await import("./campaigns/initiative-page.tsx")).InitiativePage,
}));
const PaymentsPage = lazy(async () => ({
  default: (await import("./payments/payments-page.tsx")).PaymentsPage,
}));

const ReportPage = lazy(async () => ({
  default: (await import("./report/report-page.tsx")).ReportPage,
}));
const BoardReportsPage = lazy(async () => ({
  default: (await import("./board/board-reports-page.tsx")).BoardReportsPage,
}));
const FeedbackPage = lazy(async () => ({
  default: (await import("./feedback/feedback-page.tsx")).FeedbackPage,
}));
const RolesPage = lazy(async () => ({
  default: (await import("./roles/roles-page.tsx")).RolesPage,
}));

function OfficeRoutes() {
  return (
    <Suspense fallback={<p role="status">Caricamento…</p>}>
      <Routes>
        <Route index element={<ProgrammeListPage />} />
        <Route path="programmi/nuovo" element={<ProgrammeFormPage />} />
        <Route path="programmi/:programmeId" element={<ProgrammePage />} />
        <Route path="programmi/:programmeId/andamento" element={<ReportPage />} />
        <Route path="beneficiari" element={<PeoplePage />} />
        <Route path="beneficiari/:beneficiaryId" element={<PersonPage />} />
        <Route path="esercenti" element={<MerchantsPage />} />
        <Route path="tessere" element={<CardsPage />} />
        <Route path="rendiconti" element={<StatementsPage />} />
        <Route path="rendiconti/:statementId" element={<StatementPage />} />
        <Route path="pagamenti" element={<PaymentsPage />} />
        <Route path="esercenti/:merchantId" element={<MerchantPage />} />
        <Route path="tessere/:number" element={<CardPage />} />
        <Route path="campagne" element={<CampaignListPage />} />
        <Route path="campagne/nuova" element={<CampaignFormPage />} />
        <Route path="campagne/:campaignId" element={<CampaignPage />} />
        <Route path="campagne/:campaignId/azioni/nuova" element={<ActionFormPage />} />
        <Route path="azioni/:actionId" element={<ActionPage />} />
        <Route path="valore-locale" element={<PolicyPage />} />
        <Route path="campagne/:campaignId/iniziative/nuova" element={<InitiativeFormPage />} />
        <Route path="iniziative/:initiativeId" element={<InitiativePage />} />
        <Route path="segnalazioni" element={<UnusualPage />} />
        <Route path="bacheca" element={<BoardReportsPage />} />
        <Route path="accessibilita" element={<FeedbackPage />} />
        <Route path="accessi" element={<SessionsPage />} />
        <Route path="ruoli" element={<RolesPage />} />
        <Route path="registro" element={<AuditPage />} />
        <Route path="*" element={<p>Questa pagina non esiste.</p>} />
      </Routes>
    </Suspense>
  );
}

function OfficerBar({ session: { officer, roles }, demoOfficers }: DeskProps) {
  const ending = useEndOfficerSession();
  const demo = demoOfficers.find(({ address }) => address.toLowerCase() === officer.toLowerCase());
  return (
    <div className="office-bar">
      <p className="mb-0">
        <strong>{demo?.name ?? shortHex(officer)}</strong>{" "}
        <span>{roles.map((role) => ROLE_NAMES[role]).join(", ")}</span>
      </p>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={ending.isPending}
        onClick={() => ending.mutate()}
      >
        Esci
      </button>
    </div>
  );
}
