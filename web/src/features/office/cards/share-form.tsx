import { type FormEvent, useState } from "react";

import { useChangeShare } from "../../../shared/api/second-card.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ShareField } from "./share-field.tsx";

type ShareFormProps = { readonly cardId: string; readonly sharePercent: number };

/** What a household's second card gets of each recharge. */
export function ShareForm({ cardId, sharePercent }: ShareFormProps) {
  const change = useChangeShare(cardId);
  const [share, setShare] = useState(String(sharePercent));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(Number(share));
  };
  return (
    <>
      <p>
        È la seconda tessera di un nucleo: riceve il {sharePercent} % di ogni ricarica, la prima il
        resto. Se l'altra è bloccata o chiusa, la ricarica arriva tutta qui. Una parte nuova vale
        dalla prossima ricarica che si prepara.
      </p>
      <form onSubmit={submit} aria-label="Parte delle ricariche">
        <ShareField {...{ share, setShare }} />
        <button
          type="submit"
          className="btn btn-outline-primary"
          disabled={share === String(sharePercent) || change.isPending}
        >
          Cambia la parte
        </button>
        {change.isSuccess ? <p role="status">Fatto.</p> : null}
        <ProblemAlert error={change.error} />
      </form>
    </>
  );
}
