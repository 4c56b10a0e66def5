import { Suspense, lazy } from "react";
import { Link, Route, Routes } from "react-router";

import { Home } from "./home.tsx";
import { PageLayout } from "./page-layout.tsx";

// Each page is a load of its own: who only checks the figures never loads the office.
const Till = lazy(async () => ({
  default: (await import("./shells/till-shell.tsx")).TillPage,
}));
const Card = lazy(async () => ({
  default: (await import("./shells/card-shell.tsx")).CardPage,
}));
const Organiser = lazy(async () => ({
  default: (await import("./shells/organiser-shell.tsx")).OrganiserPage,
}));
const Accessibility = lazy(async () => ({
  default: (await import("./accessibility-page.tsx")).AccessibilityPage,
}));
const Privacy = lazy(async () => ({
  default: (await import("./privacy-page.tsx")).PrivacyPage,
}));
const Office = lazy(async () => ({
  default: (await import("./shells/office-shell.tsx")).OfficePage,
}));
const Transparency = lazy(async () => ({
  default: (await import("./shells/transparency-shell.tsx")).TransparencyPage,
}));
const ReceiptCheck = lazy(async () => ({
  default: (await import("./shells/receipt-check-shell.tsx")).ReceiptCheckPage,
}));
const OpenData = lazy(async () => ({
  default: (await import("./shells/open-data-shell.tsx")).OpenDataPage,
}));
const Explorer = lazy(async () => ({
  default: (await import("./shells/explorer-shell.tsx")).ExplorerPage,
}));

/** Every address of the site. */
export function Pages() {
  return (
    <Suspense fallback={<p role="status">Caricamento…</p>}>
      <Routes>
        <Route path="/" element={<Home />} />
        <Route path="/accessibilita" element={<Accessibility />} />
        <Route path="/privacy" element={<Privacy />} />
        <Route path="/cassa/*" element={<Till />} />
        <Route path="/carta" element={<Card />} />
        <Route path="/presenze" element={<Organiser />} />
        <Route path="/comune/*" element={<Office />} />
        <Route path="/trasparenza" element={<Transparency />} />
        <Route path="/trasparenza/ricevuta" element={<ReceiptCheck />} />
        <Route path="/trasparenza/dati-aperti" element={<OpenData />} />
        <Route path="/catena/*" element={<Explorer />} />
        <Route path="*" element={<Nowhere />} />
      </Routes>
    </Suspense>
  );
}

function Nowhere() {
  return (
    <PageLayout title="Pagina inesistente">
      <h1>Questa pagina non esiste</h1>
      <Link to="/">Torna all'inizio</Link>
    </PageLayout>
  );
}
