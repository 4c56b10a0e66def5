import { Link, useParams } from "react-router";

import { formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { receiptPath, useReceipt } from "../../../shared/api/read-receipt.ts";
import type { Receipt } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { Icon } from "../../../shared/ui/icon.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment, formatTime } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { countingReversals, formatOf, localIn, payerText } from "../day/day-totals.ts";
import { PAYMENT_STATES } from "../day/payment-states.ts";
import { useSettings } from "../session/till-settings.ts";
import { FiscalDocumentForm } from "./fiscal-document-form.tsx";
import "./receipt.css";

/** What shop and citizen keep of a payment: to show, to print, to save, and for anyone to check. */
export function ReceiptPage() {
  const { paymentId = "" } = useParams();
  const receipt = useReceipt(paymentId);
  return (
    <section className="till-screen" aria-labelledby="receipt-title">
      <ScreenTitle id="receipt-title" className="till-title">
        {say("Ricevuta")}
      </ScreenTitle>
      <ProblemNotice error={receipt.error} />
      {receipt.isPending ? <p role="status">{say("Caricamento…")}</p> : null}
      {receipt.data === undefined ? null : (
        <>
          <ReceiptPaper receipt={receipt.data} />
          <ReceiptActs receipt={receipt.data} />
        </>
      )}
    </section>
  );
}

function ReceiptPaper({ receipt }: { readonly receipt: Receipt }) {
  const { paper } = useSettings();
  const { amountCents, acceptedAt, state, fiscalDocument } = receipt;
  const isMixed = localIn(receipt.parts) > 0n;
  const format = formatOf(receipt);
  return (
    <article className={`receipt receipt-${paper}`}>
      <strong>{receipt.businessName}</strong>
      <p className="receipt-amount">{format(BigInt(amountCents))}</p>
      <p>
        {formatMoment(acceptedAt)} · {payerText(receipt)}
      </p>
      <p>
        {paidText(receipt, isMixed)}: <strong>{say(PAYMENT_STATES[state])}</strong>
      </p>
      {isMixed ? <Parts receipt={receipt} /> : null}
      {countingReversals(receipt).map((reversal) => (
        <p key={reversal.reversalId}>{say("Stornati {0}", format(BigInt(reversal.amountCents)))}</p>
      ))}
      <LeftOnCard receipt={receipt} />
      {fiscalDocument === undefined ? null : (
        <p>{say("Documento commerciale n. {0}", fiscalDocument)}</p>
      )}
      {receipt.payer === undefined ? <FiscalWords isMixed={isMixed} /> : null}
      <p>{limitText(receipt)}</p>
      <img
        className="receipt-code"
        src={`${receiptPath(receipt.paymentId)}.svg`}
        alt={say("Codice QR con cui chiunque controlla questa ricevuta")}
      />
      <p>{say("Inquadrando il codice chiunque la controlla sulla blockchain.")}</p>
    </article>
  );
}

function FiscalWords({ isMixed }: { readonly isMixed: boolean }) {
  return (
    <p>
      {isMixed
        ? say(
            "Non è un documento fiscale. Sul documento commerciale la parte pagata con i buoni va indicata come «corrispettivo non riscosso».",
          )
        : say(
            "Non è un documento fiscale. Sul documento commerciale questo importo va indicato come «corrispettivo non riscosso».",
          )}
    </p>
  );
}

function paidText({ payer }: Receipt, isMixed: boolean): string {
  if (payer !== undefined) return say("Pagato in valore locale da un altro negozio");
  return isMixed ? say("Pagato con la tessera") : say("Pagato con buoni del Comune");
}

function LeftOnCard({ receipt: { leftCents, localLeftCents } }: { readonly receipt: Receipt }) {
  if (leftCents === undefined) return null;
  return (
    <p>
      {say("Restavano sulla tessera {0}", formatEuro(BigInt(leftCents)))}
      {localLeftCents === undefined
        ? null
        : say(" e {0} in valore locale", formatEuroDigits(BigInt(localLeftCents)))}
    </p>
  );
}

/** Each part of the price, the euros out of the customer's pocket too. */
function Parts({ receipt: { parts, amountCents, billCents } }: { readonly receipt: Receipt }) {
  const cash = BigInt(billCents ?? amountCents) - BigInt(amountCents);
  return (
    <p>
      {parts.map(({ kind, amountCents: own }) => (
        <span key={kind}>
          {kind === "voucher"
            ? say("Con i buoni {0}", formatEuro(BigInt(own)))
            : say("In valore locale {0}", formatEuroDigits(BigInt(own)))}
          <br />
        </span>
      ))}
      {cash === 0n ? null : say("In euro, di tasca {0}", formatEuro(cash))}
    </p>
  );
}

/** Until when it can be taken back, and how: said to the shop and, on the same paper, to the citizen. */
function limitText({ state, voidableUntil, payer }: Receipt): string {
  if (payer !== undefined) return say("Si può restituire finché il negozio non l'ha speso.");
  if (state === "voided") return say("Annullato: sulla tessera non manca nulla.");
  if (state === "accepted")
    return say(
      "Annullabile in cassa fino alle {0} circa; poi si storna, finché il negozio non ne ha chiesto il rimborso.",
      formatTime(voidableUntil),
    );
  return say("Si può stornare in cassa finché il negozio non ne ha chiesto il rimborso.");
}

function ReceiptActs({ receipt }: { readonly receipt: Receipt }) {
  return (
    <div className="till-screen receipt-acts">
      <button type="button" className="btn btn-primary till-go" onClick={() => print()}>
        <Icon name="print" /> {say("Stampa")}
      </button>
      <a
        className="btn btn-outline-primary till-go"
        href={`${receiptPath(receipt.paymentId)}.pdf`}
        download={`ricevuta-${receipt.acceptedAt.slice(0, 10)}.pdf`}
      >
        <Icon name="download" /> {say("Salva il PDF")}
      </a>
      <FiscalDocumentForm
        key={receipt.fiscalDocument ?? ""}
        paymentId={receipt.paymentId}
        noted={receipt.fiscalDocument ?? ""}
      />
      <Link className="btn btn-outline-primary till-go" to="/cassa">
        {say("Torna alla vendita")}
      </Link>
    </div>
  );
}
