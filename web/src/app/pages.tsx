import { Suspense, lazy } from "react";
import { Link, Route, Routes } from "react-router";

import { PageLayout } from "./page-layout.tsx";

// Each page is a load of its own: who only checks the figures never loads the office.
const Till = lazy(async () => ({
  default: (await import("./shells/till-shell.tsx")).TillPage,
}));
const Card = lazy(async () => ({
  default: (await import("./shells/card-shell.tsx")).CardPage,
}));
const Office = lazy(async () => ({
  default: (await import("./shells/office-shell.tsx")).OfficePage,
}));
const Transparency = lazy(async () => ({
  default: (await import("./shells/transparency-shell.tsx")).TransparencyPage,
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
        <Route path="/cassa/*" element={<Till />} />
        <Route path="/carta" element={<Card />} />
        <Route path="/comune/*" element={<Office />} />
        <Route path="/trasparenza" element={<Transparency />} />
        <Route path="/catena/*" element={<Explorer />} />
        <Route path="*" element={<Nowhere />} />
      </Routes>
    </Suspense>
  );
}

const WAYS = [
  {
    to: "/carta",
    name: "La mia tessera",
    what: "quanto resta, fino a quando, che cosa si è speso",
  },
  { to: "/cassa", name: "Cassa", what: "per i negozi: incassare i buoni con la tessera" },
  { to: "/comune", name: "Uffici comunali", what: "programmi, tessere, ricariche, rimborsi" },
  { to: "/trasparenza", name: "Trasparenza", what: "dove sono i soldi pubblici, verificato" },
  { to: "/catena", name: "Catena", what: "transazioni e contratti, decodificati" },
] as const;

function Home() {
  return (
    <PageLayout title="Borgo">
      <h1>Borgo</h1>
      <p className="lead">I buoni spesa del Comune, su tessere di carta e conti pubblici.</p>
      <ul className="page-ways">
        {WAYS.map(({ to, name, what }) => (
          <li key={to}>
            <Link to={to}>{name}</Link>
            <span>{what}</span>
          </li>
        ))}
      </ul>
    </PageLayout>
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
