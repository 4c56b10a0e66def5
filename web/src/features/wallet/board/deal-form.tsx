import { type FormEvent, useId, useState } from "react";

import { ZERO, centsToJson, formatEuroDigits, parseEuro } from "#core/shared/money.ts";

import { useProposeDeal } from "../../../shared/api/board.ts";
import { newId } from "../../../shared/api/new-id.ts";
import type { OpenOfferThread } from "../../../shared/api/types.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";

type DealFormProps = {
  readonly threadId: string;
  readonly offer: OpenOfferThread["offer"];
};

/** Who gives the thing says the price; its id stays the same until it is there, so that it is there once. */
export function DealForm({ threadId, offer }: DealFormProps) {
  const [id, setId] = useState(newId);
  const [local, setLocal] = useState(() => amountText(offer?.localCents));
  const [euro, setEuro] = useState(() => amountText(offer?.euroCents));
  const [fault, setFault] = useState<string>();
  const propose = useProposeDeal(threadId);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const read = readPrice(local, euro);
    setFault(read === undefined ? "Scrivere gli importi così: 15,00" : undefined);
    if (read !== undefined) propose.mutate({ id, ...read }, { onSuccess: () => setId(newId()) });
  };
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    // Another price is another proposal.
    if (propose.isError) setId(newId());
  };
  return (
    <form onSubmit={send} className="board-field" noValidate>
      <p className="mb-0">
        Siete d'accordo sul prezzo? Lo propone chi dà, l'altro paga con la tessera.
      </p>
      <AmountField label="Valore locale da ricevere" text={local} set={change(setLocal)} />
      <AmountField label="Euro a mano, se ce ne sono" text={euro} set={change(setEuro)} />
      {fault === undefined ? null : (
        <p className="alert alert-danger" role="alert">
          {fault}
        </p>
      )}
      <ProblemNotice error={propose.error} />
      <button type="submit" className="btn btn-primary wallet-wide" disabled={propose.isPending}>
        Chiedi il pagamento
      </button>
    </form>
  );
}

function amountText(cents: string | undefined): string {
  return cents === undefined || cents === "0" ? "" : formatEuroDigits(BigInt(cents));
}

/** Both amounts, no euros where none are written; `undefined` where one cannot be read. */
function readPrice(local: string, euro: string) {
  const [inLocal, inEuro] = [parseEuro(local), parseEuro(euro.trim() === "" ? "0" : euro)];
  if (!inLocal.ok || !inEuro.ok || inLocal.value === ZERO) return undefined;
  return { localCents: centsToJson(inLocal.value), euroCents: centsToJson(inEuro.value) };
}

type AmountFieldProps = {
  readonly label: string;
  readonly text: string;
  readonly set: (text: string) => void;
};

function AmountField({ label, text, set }: AmountFieldProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="form-control"
        inputMode="decimal"
        maxLength={10}
        value={text}
        onChange={(event) => set(event.target.value)}
      />
    </>
  );
}
