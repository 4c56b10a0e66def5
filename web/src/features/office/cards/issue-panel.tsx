import { useConfirmCards } from "../../../shared/api/confirm-cards.ts";
import { useDiscardCards } from "../../../shared/api/discard-cards.ts";
import { useIssueCards } from "../../../shared/api/issue-cards.ts";
import { useCardCounts } from "../../../shared/api/count-cards.ts";
import type { CardCounts, Programme } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";

import { saveFile } from "./save-file.ts";

/** Makes and prints the cards of a programme's beneficiaries, and has the office say whether the print came out well. */
export function IssuePanel({ programme }: { readonly programme: Programme }) {
  const counts = useCardCounts(programme.id);
  if (counts.data === undefined)
    return counts.error === null ? (
      <p role="status">Caricamento…</p>
    ) : (
      <ProblemAlert error={counts.error} />
    );
  const { none, issued, active, blocked } = counts.data;
  return (
    <>
      <p>
        Tessere attive: <strong>{active}</strong>
        {blocked > 0 ? `, bloccate: ${blocked}` : ""}. Beneficiari senza tessera:{" "}
        <strong>{none}</strong>.
      </p>
      {issued > 0 ? (
        <PrintOutcome programme={programme} counts={counts.data} />
      ) : (
        <IssueButton programme={programme} cardless={none} />
      )}
    </>
  );
}

type IssueButtonProps = { readonly programme: Programme; readonly cardless: number };

function IssueButton({ programme, cardless }: IssueButtonProps) {
  const issue = useIssueCards(programme.id);
  if (cardless === 0) return <p>Tutti i beneficiari hanno la loro tessera.</p>;
  const print = () =>
    issue.mutate(undefined, {
      onSuccess: (sheets) => saveFile(sheets, `tessere-${programme.symbol}.pdf`),
    });
  return (
    <>
      <p>
        Il PDF contiene le tessere con il QR e le lettere con la password. Si scarica una volta sola
        e non resta sul server: va stampato e poi cancellato.
      </p>
      <button type="button" className="btn btn-primary" disabled={issue.isPending} onClick={print}>
        {issue.isPending ? "Preparazione delle tessere…" : `Emetti e scarica ${cardless} tessere`}
      </button>
      <ProblemAlert error={issue.error} />
    </>
  );
}

type PrintOutcomeProps = { readonly programme: Programme; readonly counts: CardCounts };

function PrintOutcome({ programme, counts: { issued } }: PrintOutcomeProps) {
  const confirm = useConfirmCards(programme.id);
  const discard = useDiscardCards(programme.id);
  const isBusy = confirm.isPending || discard.isPending;
  return (
    <div className="alert alert-warning" role="group" aria-labelledby="print-outcome">
      <p id="print-outcome">
        <strong>{issued} tessere aspettano la stampa.</strong> È riuscita?
      </p>
      <p>
        Se il PDF è perduto o illeggibile, scartarle: quelle tessere non varranno mai e se ne
        faranno di nuove.
      </p>
      <div className="office-choices-row">
        <button
          type="button"
          className="btn btn-primary"
          disabled={isBusy}
          onClick={() => confirm.mutate()}
        >
          Stampate bene: attivale
        </button>
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={isBusy}
          onClick={() => discard.mutate()}
        >
          Stampa fallita: scartale
        </button>
      </div>
      <ProblemAlert error={confirm.error ?? discard.error} />
    </div>
  );
}
