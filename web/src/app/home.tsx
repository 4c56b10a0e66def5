import { Link } from "react-router";

import type { IconName } from "../shared/ui/icon-names.ts";
import { Icon } from "../shared/ui/icon.tsx";
import { PageLayout } from "./page-layout.tsx";

type Way = { to: string; icon: IconName; name: string; what: string };

/** In the order of how many people look for each. */
const WAYS: readonly Way[] = [
  {
    to: "/carta",
    icon: "card",
    name: "La mia tessera",
    what: "quanto resta, fino a quando, che cosa si è speso",
  },
  {
    to: "/cassa",
    icon: "camera",
    name: "Cassa",
    what: "per i negozi: incassare i buoni con la tessera",
  },
  {
    to: "/comune",
    icon: "pa",
    name: "Uffici comunali",
    what: "programmi, tessere, ricariche, rimborsi",
  },
  {
    to: "/trasparenza",
    icon: "chart-line",
    name: "Trasparenza",
    what: "dove sono i soldi pubblici, verificato",
  },
  {
    to: "/catena",
    icon: "link",
    name: "Catena",
    what: "transazioni e contratti, decodificati",
  },
];

/** `/`: each visitor finds the own way. */
export function Home() {
  return (
    <PageLayout title="Borgo">
      <h1>Borgo</h1>
      <p className="lead">I buoni spesa del Comune, su tessere di carta e conti pubblici.</p>
      <ul className="page-ways">
        {WAYS.map(({ to, icon, name, what }) => (
          <li key={to}>
            <Link to={to}>
              <Icon name={icon} />
              <strong>{name}</strong>
              <span>{what}</span>
            </Link>
          </li>
        ))}
      </ul>
    </PageLayout>
  );
}
