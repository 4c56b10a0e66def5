import { type FormEvent, useState } from "react";

import { useAmendments, usePrepareAmendment } from "../../../shared/api/amendments.ts";
import { listProgrammesOptions } from "../../../shared/api/list-programmes.ts";
import type { Amendment, Programme } from "../../../shared/api/types.ts";
import { TransactionLink } from "../../../shared/chain/transaction-link.tsx";
import { ActButton } from "../acts/act-button.tsx";
import { FormActs } from "../acts/form-acts.tsx";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useAct } from "../acts/use-act.ts";
import { useHasRole, useOfficer } from "../session/officer-context.ts";
import {
  type AmendmentErrors,
  amendmentErrors,
  amendmentOrder,
  usualSettleDay,
} from "./amendment-draft.ts";
import { ChainPreview } from "./chain-preview.tsx";
import { DraftField } from "./draft-field.tsx";
import { focusFirstError } from "./focus-first-error.ts";
import { formatLastDay, formatMoment, lastRomeDay } from "./rome-day.ts";

/** Extends a programme or closes it early: by an act, which the treasurer signs. */
export function AmendmentPanel({ programme }: { readonly programme: Programme }) {
  const amendments = useAmendments(programme.id);
  const mayMove = useHasRole("treasury");
  const [isWriting, setIsWriting] = useState(false);
  return (
    <>
      <p>
        Si spende fino al <strong>{formatLastDay(programme.spendableUntil)}</strong>; quello che un
        negozio ha accettato si registra ancora fino al{" "}
        <strong>{formatLastDay(programme.settleableUntil)}</strong>. Con un atto il programma si
        prolunga, anche dopo la scadenza, o si chiude prima.
      </p>
      {!mayMove ? (
        <p>Lo fa la ragioneria.</p>
      ) : isWriting ? (
        <AmendmentForm programme={programme} close={() => setIsWriting(false)} />
      ) : (
        <button
          type="button"
          className="btn btn-outline-primary"
          onClick={() => setIsWriting(true)}
        >
          Prolunga o chiudi prima
        </button>
      )}
      <ProblemAlert error={amendments.error} />
      {amendments.data?.map((amendment) => (
        <AmendmentCard key={amendment.id} programmeId={programme.id} amendment={amendment} />
      ))}
    </>
  );
}

type AmendmentFormProps = { readonly programme: Programme; readonly close: () => void };

function AmendmentForm({ programme, close }: AmendmentFormProps) {
  const preparation = usePrepareAmendment(programme.id);
  const [errors, setErrors] = useState<AmendmentErrors>({});
  const [draft, setDraft] = useState({
    act: "",
    until: lastRomeDay(programme.spendableUntil),
    settleUntil: lastRomeDay(programme.settleableUntil),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = amendmentErrors(draft);
    setErrors(found);
    if (Object.keys(found).length > 0) return focusFirstError(event.currentTarget);
    preparation.mutate(amendmentOrder(draft, programme), { onSuccess: close });
  };
  return (
    <form noValidate onSubmit={submit} className="office-form">
      <DraftField
        label="Atto che lo decide"
        hint="Con numero e anno."
        value={draft.act}
        error={errors.act}
        onChange={(act) => setDraft({ ...draft, act })}
      />
      <div className="office-pair">
        <DraftField
          label="Nuovo ultimo giorno di spesa"
          hint="Oggi, per chiudere subito."
          type="date"
          value={draft.until}
          error={errors.until}
          onChange={(until) => setDraft({ ...draft, until, settleUntil: usualSettleDay(until) })}
        />
        <DraftField
          label="Ultimo giorno di registrazione"
          hint="Di solito trenta giorni dopo: prima di allora niente rientra nel fondo."
          type="date"
          value={draft.settleUntil}
          error={errors.settleUntil}
          onChange={(settleUntil) => setDraft({ ...draft, settleUntil })}
        />
      </div>
      <ProblemAlert error={preparation.error} />
      <FormActs
        confirm="Prepara per la firma"
        busy="Preparazione…"
        isBusy={preparation.isPending}
        close={close}
      />
    </form>
  );
}

type AmendmentCardProps = { readonly programmeId: string; readonly amendment: Amendment };

function AmendmentCard({ programmeId, amendment }: AmendmentCardProps) {
  const { act, spendableUntil, settleableUntil, preparedAt, doneAt, transaction } = amendment;
  return (
    <article className="office-card" aria-label={act}>
      <h3 className="h5">{act}</h3>
      <p>
        Preparato il {formatMoment(preparedAt)}: si spende fino al {formatLastDay(spendableUntil)},
        si registra fino al {formatLastDay(settleableUntil)}.
      </p>
      {transaction !== undefined ? (
        <Signing {...{ programmeId, amendment, transaction }} />
      ) : doneAt === undefined ? (
        <p className="mb-0">Mai firmato: un atto più recente lo ha superato.</p>
      ) : (
        <Done {...{ amendment, doneAt }} />
      )}
    </article>
  );
}

type SigningProps = AmendmentCardProps & {
  readonly transaction: NonNullable<Amendment["transaction"]>;
};

function Signing({ programmeId, amendment, transaction }: SigningProps) {
  const mayMove = useHasRole("treasury");
  const act = useAct({
    key: `amendment:${programmeId}:${amendment.id}`,
    prepare: async () => transaction,
    // Done, it comes without a transaction, and this is gone.
    isDone: false,
    refreshes: listProgrammesOptions().queryKey,
  });
  return (
    <>
      <ChainPreview transaction={transaction} />
      {mayMove ? (
        <ActButton act={act}>Firma le nuove date</ActButton>
      ) : (
        <p className="mb-0">In attesa della firma della ragioneria.</p>
      )}
    </>
  );
}

function Done({ amendment, doneAt }: { readonly amendment: Amendment; readonly doneAt: string }) {
  const { town } = useOfficer();
  return (
    <p className="mb-0">
      In vigore dal {formatMoment(doneAt)}.{" "}
      <TransactionLink town={town} hash={amendment.transactionHash!} />
    </p>
  );
}
