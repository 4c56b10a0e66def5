import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Link } from "react-router";

import { type Receipt, decodeReceipt } from "#core/payment/receipt-code.ts";
import { formatEuro, sumCents } from "#core/shared/money.ts";

import { useTown } from "../../shared/api/read-town.ts";
import type { Town } from "../../shared/api/types.ts";
import { createChainReader } from "../../shared/chain/town-chain.ts";
import { formatMoment } from "../../shared/ui/rome-time.ts";
import { signerOf } from "./check-signature.ts";
import { findOnChain } from "./find-on-chain.ts";
import { ShareList } from "./share-list.tsx";
import "./receipt-check.css";

/** `/trasparenza/ricevuta`: whether a receipt is genuine, and what became of the money, checked in the visitor's browser. */
export function ReceiptCheckShell() {
  const receipt = useReceiptInAddress();
  return (
    <div className="receipt-check">
      <h1>Controllo di una ricevuta</h1>
      {receipt === undefined ? (
        <p className="alert alert-danger" role="alert">
          <strong>Qui manca una ricevuta leggibile.</strong> Inquadrare il QR intero stampato sulla
          ricevuta della cassa, o riaprire l'indirizzo senza tagliarlo.
        </p>
      ) : (
        <Checked key={receipt.signature} receipt={receipt} />
      )}
      <p>
        <Link to="/trasparenza">Tutti i conti dei buoni</Link>
      </p>
    </div>
  );
}

function useReceiptInAddress(): Receipt | undefined {
  const [text, setText] = useState(() => location.hash.slice(1));
  useEffect(() => {
    const take = () => setText(location.hash.slice(1));
    addEventListener("hashchange", take);
    return () => removeEventListener("hashchange", take);
  }, []);
  return decodeReceipt(text);
}

function Checked({ receipt }: { readonly receipt: Receipt }) {
  const signer = useQuery({
    queryKey: ["receipt-signer", receipt.signature],
    queryFn: async () => (await signerOf(receipt)) ?? null,
    staleTime: Infinity,
  });
  const town = useTown();
  return (
    <>
      <p className="receipt-check-amount">
        {formatEuro(sumCents(receipt.shares.map(({ amount }) => amount)))}
      </p>
      <p>Accettata il {formatMoment(new Date(Number(receipt.acceptedAt) * 1000).toISOString())}</p>
      <SignatureVerdict signer={signer.data} town={town.data} />
      {town.data === undefined ? (
        <p role="status">
          {town.error === null
            ? "Caricamento…"
            : "Il sito del Comune non risponde: la firma è stata ricalcolata da sola, la blockchain non si può leggere ora."}
        </p>
      ) : (
        <OnChain receipt={receipt} town={town.data} />
      )}
    </>
  );
}

type SignatureVerdictProps = {
  readonly signer: string | null | undefined;
  readonly town: Town | undefined;
};

/** The signature is checked by arithmetic alone; whose key it is, the town publishes. */
function SignatureVerdict({ signer, town }: SignatureVerdictProps) {
  if (signer === undefined) return <p role="status">Verifica della firma…</p>;
  if (town === undefined)
    return <p role="status">Firma calcolata senza rete: chiave {signer ?? "illeggibile"}.</p>;
  if (signer !== null && town.receiptSigners.includes(signer))
    return (
      <p className="alert alert-success" role="status">
        <strong>✓ Firma autentica.</strong> L'ha firmata il {town.name}: importo, ora e negozio sono
        quelli.
      </p>
    );
  return (
    <p className="alert alert-danger" role="alert">
      <strong>✗ Firma non del {town.name}.</strong> Questa ricevuta è stata cambiata, o è di un
      altro Comune.
    </p>
  );
}

function OnChain({ receipt, town }: { readonly receipt: Receipt; readonly town: Town }) {
  const isOtherChain = town.chainId !== receipt.chainId;
  const found = useQuery({
    queryKey: ["receipt-on-chain", receipt.signature],
    queryFn: () => findOnChain(createChainReader(town), town, receipt),
    enabled: !isOtherChain,
  });
  if (isOtherChain)
    return (
      <p className="alert alert-danger" role="alert">
        La ricevuta è di un'altra blockchain ({receipt.chainId}): qui non si può cercare.
      </p>
    );
  if (found.data !== undefined) return <ShareList town={town} found={found.data} />;
  if (found.error === null) return <p role="status">Lettura della blockchain in corso…</p>;
  return (
    <div className="alert alert-danger" role="alert">
      <p>La blockchain non risponde.</p>
      <button
        type="button"
        className="btn btn-outline-primary"
        onClick={() => void found.refetch()}
      >
        Riprova
      </button>
    </div>
  );
}
