import { type Connector, useConnectors } from "wagmi";

import type { DemoOfficer, Town } from "../../../shared/api/types.ts";
import { demoConnectorId } from "../../../shared/chain/demo-connector.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useSignIn } from "./use-sign-in.ts";

type ConnectPageProps = {
  readonly town: Town;
  readonly demoOfficers: readonly DemoOfficer[];
};

/** The office's door: choose a wallet, sign a message, nothing is paid. */
export function ConnectPage({ town, demoOfficers }: ConnectPageProps) {
  const connectors = useConnectors();
  const signIn = useSignIn(town);
  const demoIds = new Set(demoOfficers.map(({ address }) => demoConnectorId(address)));
  const own = connectors.filter((connector) => !demoIds.has(connector.id));
  const enter = (connector: Connector) => signIn.mutate(connector);
  return (
    <div className="office-door">
      <h1>Uffici comunali</h1>
      <p className="lead">
        Si entra firmando un messaggio con il proprio portafoglio. Non costa nulla e non muove
        nulla: serve a riconoscerla. I suoi compiti sono quelli scritti sulla blockchain.
      </p>
      <ProblemAlert error={signIn.error} />
      {signIn.isPending ? (
        <p role="status">In attesa della firma nel portafoglio…</p>
      ) : (
        <>
          <DemoOfficers officers={demoOfficers} connectors={connectors} enter={enter} />
          <OwnWallets connectors={own} town={town} enter={enter} />
        </>
      )}
    </div>
  );
}

type ChoiceProps = {
  readonly connectors: readonly Connector[];
  readonly enter: (connector: Connector) => void;
};

function DemoOfficers({
  officers,
  connectors,
  enter,
}: ChoiceProps & { readonly officers: readonly DemoOfficer[] }) {
  if (officers.length === 0) return null;
  return (
    <section aria-labelledby="demo-officers">
      <h2 id="demo-officers" className="h4">
        Prova come
      </h2>
      <p>
        Identità dimostrative: esistono solo su questa catena locale e non valgono nulla altrove.
      </p>
      <ul className="office-choices">
        {officers.map(({ name, title, address }) => {
          const id = demoConnectorId(address);
          const connector = connectors.find((candidate) => candidate.id === id);
          if (connector === undefined) return null;
          return (
            <li key={address}>
              <button
                type="button"
                className="btn btn-outline-primary office-choice"
                onClick={() => enter(connector)}
              >
                <strong>{name}</strong>
                <span>{title}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function OwnWallets({ connectors, town, enter }: ChoiceProps & { readonly town: Town }) {
  const hasWallet = "ethereum" in globalThis || connectors.length > 1;
  return (
    <section aria-labelledby="own-wallet">
      <h2 id="own-wallet" className="h4">
        Entra con il suo portafoglio
      </h2>
      <p>
        Rete: <strong>{town.chainName}</strong> (numero {town.chainId}).
      </p>
      {hasWallet ? (
        connectors.map((connector) => (
          <button
            key={connector.uid}
            type="button"
            className="btn btn-primary me-2 mb-2"
            onClick={() => enter(connector)}
          >
            {connector.id === "injected" ? "Portafoglio del browser" : connector.name}
          </button>
        ))
      ) : (
        <p className="office-note">
          Questo browser non ha un portafoglio. Installarne uno (per esempio MetaMask o Rabby) o
          collegare quello hardware, poi ricaricare la pagina.
        </p>
      )}
    </section>
  );
}
