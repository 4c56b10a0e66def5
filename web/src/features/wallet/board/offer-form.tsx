import { type FormEvent, useState } from "react";

import {
  OFFER_DAYS,
  TEXT_LETTERS_MOST,
  TITLE_LETTERS,
  ZONE_LETTERS,
} from "#core/offer/check-offer.ts";
import {
  OFFER_CATEGORIES,
  OFFER_KINDS,
  OFFER_PRICES,
  OFFER_SIDES,
} from "#core/offer/offer-words.ts";

import { usePutUpOffer } from "../../../shared/api/board.ts";
import { newId } from "../../../shared/api/new-id.ts";
import { SIDES } from "../../../shared/ui/offer-words.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Go } from "./board-page.tsx";
import { CATEGORIES, KINDS, PRICES } from "./board-words.ts";
import { ChoiceField } from "./choice-field.tsx";
import { type DraftFault, EMPTY_DRAFT, type OfferDraft, readDraft } from "./offer-draft.ts";

/** A new offer or want. What is wrong is said beside its field, all at once; photographs are added once it is up. */
export function OfferForm({ go }: { readonly go: Go }) {
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [faults, setFaults] = useState<readonly DraftFault[]>([]);
  const [id, setId] = useState(newId);
  const putUp = usePutUpOffer();
  const change = (changes: Partial<OfferDraft>) => {
    setDraft({ ...draft, ...changes });
    // Other words are another offer.
    if (putUp.isError) setId(newId());
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(id, draft);
    setFaults(read.ok ? [] : read.refusal);
    if (read.ok) putUp.mutate(read.value, { onSuccess: () => go({ at: "offer", id }) });
  };
  return (
    <form onSubmit={send} className="board-field" noValidate aria-labelledby="new-offer-title">
      <ScreenTitle id="new-offer-title">Un annuncio nuovo</ScreenTitle>
      <Fields draft={draft} change={change} faults={faults} />
      <ProblemNotice error={putUp.error} />
      {faults.length === 0 ? null : (
        <p className="alert alert-danger" role="alert">
          Qualcosa è da correggere: si legge accanto.
        </p>
      )}
      <button type="submit" className="btn btn-primary wallet-wide" disabled={putUp.isPending}>
        Metti in bacheca
      </button>
    </form>
  );
}

type FieldsProps = {
  readonly draft: OfferDraft;
  readonly change: (changes: Partial<OfferDraft>) => void;
  readonly faults: readonly DraftFault[];
};

function Fields({ draft, change, faults }: FieldsProps) {
  const { side, kind, category, price } = draft;
  const faultOf = (field: DraftFault["field"]) =>
    faults.find((fault) => fault.field === field)?.message;
  return (
    <>
      <ChoiceField
        {...{ label: "Offro o cerco", values: OFFER_SIDES, names: SIDES, value: side }}
        choose={(chosen) => change({ side: chosen ?? side })}
      />
      <ChoiceField
        {...{ label: "Che cosa è", values: OFFER_KINDS, names: KINDS, value: kind }}
        choose={(chosen) => change({ kind: chosen ?? kind })}
      />
      <ChoiceField
        {...{ label: "Argomento", values: OFFER_CATEGORIES, names: CATEGORIES, value: category }}
        choose={(chosen) => change({ category: chosen ?? category })}
      />
      <TextField
        {...{ label: "Titolo", value: draft.title, most: TITLE_LETTERS.most }}
        fault={faultOf("title")}
        set={(title) => change({ title })}
      />
      <TextField
        {...{ label: "Descrizione", value: draft.text, most: TEXT_LETTERS_MOST, rows: 4 }}
        hint="Senza nome, telefono o indirizzo: chi è interessato scrive qui."
        fault={faultOf("text")}
        set={(text) => change({ text })}
      />
      <TextField
        {...{ label: "Zona", value: draft.zone, most: ZONE_LETTERS.most }}
        hint="Il quartiere o la frazione, non la via."
        fault={faultOf("zone")}
        set={(zone) => change({ zone })}
      />
      <ChoiceField
        {...{ label: "Prezzo", values: OFFER_PRICES, names: PRICES, value: price }}
        choose={(chosen) => change({ price: chosen ?? price })}
      />
      {price === "free" ? null : (
        <TextField
          {...{ label: "In valore locale", value: draft.local, most: 10, isNumber: true }}
          fault={faultOf("localCents")}
          set={(local) => change({ local })}
        />
      )}
      {price === "mixed" ? (
        <TextField
          {...{ label: "In euro", value: draft.euro, most: 10, isNumber: true }}
          fault={faultOf("euroCents")}
          set={(euro) => change({ euro })}
        />
      ) : null}
      <TextField
        {...{ label: "Per quanti giorni", value: draft.days, most: 2, isNumber: true }}
        hint={`Da ${OFFER_DAYS.least} a ${OFFER_DAYS.most}. Prima della fine si può rinnovare.`}
        fault={faultOf("days")}
        set={(days) => change({ days })}
      />
    </>
  );
}

type TextFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly most: number;
  readonly rows?: number;
  readonly isNumber?: boolean;
  readonly hint?: string;
  readonly fault: string | undefined;
  readonly set: (text: string) => void;
};

function TextField({ label, value, most, rows, isNumber, hint, fault, set }: TextFieldProps) {
  const id = `offer-${label.replaceAll(" ", "-")}`;
  const about = fault ?? hint;
  const field = {
    ...{ id, className: `form-control ${fault === undefined ? "" : "is-invalid"}`, value },
    ...{ maxLength: most, "aria-invalid": fault !== undefined },
    ...(about === undefined ? {} : { "aria-describedby": `${id}-about` }),
  };
  return (
    <div className="board-field">
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? (
        <input
          {...field}
          type="text"
          inputMode={isNumber === true ? "decimal" : "text"}
          onChange={(event) => set(event.target.value)}
        />
      ) : (
        <textarea {...field} rows={rows} onChange={(event) => set(event.target.value)} />
      )}
      {about === undefined ? null : (
        <small id={`${id}-about`} className={fault === undefined ? undefined : "text-danger"}>
          {about}
        </small>
      )}
    </div>
  );
}
