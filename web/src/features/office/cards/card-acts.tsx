import { type FormEvent, useId, useState } from "react";

import { useBlockCard } from "../../../shared/api/block-card.ts";
import type { Card } from "../../../shared/api/types.ts";
import { useUnblockCard } from "../../../shared/api/unblock-card.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";

/** Blocks an active card, with the reason written down, or lets a blocked one pay again. */
export function CardActs({ card }: { readonly card: Card }) {
  if (card.status === "active") return <Blocking card={card} />;
  if (card.status === "blocked") return <Unblocking card={card} />;
  return <>—</>;
}

function Unblocking({ card: { id, number } }: { readonly card: Card }) {
  const unblock = useUnblockCard();
  return (
    <>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        aria-label={`Sblocca la tessera ${number}`}
        disabled={unblock.isPending}
        onClick={() => unblock.mutate(id)}
      >
        Sblocca
      </button>
      <ProblemAlert error={unblock.error} />
    </>
  );
}

function Blocking({ card: { id, number } }: { readonly card: Card }) {
  const block = useBlockCard();
  const [isAsking, setIsAsking] = useState(false);
  const [reason, setReason] = useState("");
  const fieldId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    block.mutate({ cardId: id, reason: reason.trim() });
  };
  if (!isAsking)
    return (
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        aria-label={`Blocca la tessera ${number}`}
        onClick={() => setIsAsking(true)}
      >
        Blocca
      </button>
    );
  return (
    <form onSubmit={submit} className="office-field">
      <label htmlFor={fieldId}>Perché si blocca la tessera {number}</label>
      <input
        id={fieldId}
        type="text"
        className="form-control"
        value={reason}
        autoFocus
        maxLength={200}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="office-choices-row">
        <button
          type="submit"
          className="btn btn-primary btn-sm"
          disabled={reason.trim().length < 3 || block.isPending}
        >
          Blocca subito
        </button>
        <button
          type="button"
          className="btn btn-outline-primary btn-sm"
          onClick={() => setIsAsking(false)}
        >
          Lascia attiva
        </button>
      </div>
      <ProblemAlert error={block.error} />
    </form>
  );
}
