import { useState } from "react";
import { Link } from "react-router";

import { useTown } from "../../shared/api/read-town.ts";
import type { Town } from "../../shared/api/types.ts";
import { ExplorerLink } from "../../shared/chain/transaction-link.tsx";
import { NodeChoice } from "./node-choice.tsx";
import { ProgrammeSection } from "./programme-section.tsx";
import { TownCounts } from "./town-counts.tsx";
import "./transparency.css";
import { useVerification } from "./use-verification.ts";
import { Verdict } from "./verdict.tsx";
import type { VerifiedFigures } from "./verify.ts";

/** `/trasparenza`: where the public money went, added up in the visitor's own browser from the chain. */
export function TransparencyShell() {
  const town = useTown();
  return (
    <div className="transparency">
      <h1>Trasparenza</h1>
      <p className="lead">
        Dove sono i soldi pubblici dei buoni spesa. Questa pagina non chiede di essere creduta:
        somma gli eventi della blockchain nel suo browser e li confronta con i conti del Comune.
      </p>
      {town.data === undefined ? (
        <p role="status">{town.error === null ? "Caricamento…" : "Il servizio non risponde."}</p>
      ) : (
        <Figures town={town.data} />
      )}
    </div>
  );
}

function Figures({ town }: { readonly town: Town }) {
  const [node, setNode] = useState<string>();
  const verification = useVerification(town, node);
  const { data, error, progress, refetch, isFetching, readAnew } = verification;
  return (
    <>
      <Verdict
        verification={isFetching ? undefined : data}
        error={error}
        progress={progress}
        isReading={isFetching}
        retry={() => void refetch()}
      />
      <NodeChoice node={node} choose={setNode} />
      {data === undefined ? null : (
        <p>
          <small>
            Ciò che è già stato letto resta in questo browser, e la volta dopo si legge solo il
            nuovo.{" "}
          </small>
          <button
            type="button"
            className="btn btn-outline-primary btn-sm"
            disabled={isFetching}
            onClick={readAnew}
          >
            Dimentica e rileggi tutto
          </button>
        </p>
      )}
      {data === undefined ? null : <Programmes town={town} verified={data} />}
    </>
  );
}

type ProgrammesProps = { readonly town: Town; readonly verified: VerifiedFigures };

function Programmes({ town, verified }: ProgrammesProps) {
  const { programmes, figures } = verified;
  return (
    <>
      <p>
        Conti fino al blocco{" "}
        <ExplorerLink town={town} kind="block" id={String(figures.asOfBlock)}>
          {figures.asOfBlock.toLocaleString("it")}
        </ExplorerLink>{" "}
        della rete {town.chainName}
        {town.isTestChain ? " (rete di prova)" : ""}.
      </p>
      <TownCounts counts={figures.counts} />
      {programmes.length === 0 ? <p>Nessun programma è ancora aperto.</p> : null}
      {programmes.map((programme) => (
        <ProgrammeSection key={programme.chain.voucher} town={town} programme={programme} />
      ))}
      <aside className="transparency-aside" aria-labelledby="how-to-check">
        <h2 id="how-to-check" className="h4">
          Come si controlla
        </h2>
        <p>
          Ogni buono è un token pubblico: chi vuole rifà gli stessi conti con un nodo proprio, senza
          passare da questo sito. I nomi dei beneficiari e degli esercenti non sono sulla
          blockchain, e i totali con meno di cinque movimenti non si mostrano.
        </p>
        <ul>
          <li>
            <Link to="/trasparenza/ricevuta">Controllare una ricevuta</Link>
          </li>
          <li>
            <Link to="/trasparenza/dati-aperti">Dati aperti: scaricare i totali come file</Link>
          </li>
        </ul>
      </aside>
    </>
  );
}
