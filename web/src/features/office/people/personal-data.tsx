import { type FormEvent, useId, useState } from "react";

import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuroDigits } from "#core/shared/money.ts";

import {
  type CopyOrder,
  type ErasureGround,
  useCopyPersonalData,
  useErasePersonalData,
} from "../../../shared/api/personal-data.ts";
import { type ProblemError, problemCode } from "../../../shared/api/request.ts";
import type { PersonWithChanges } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { saveFile } from "../cards/save-file.ts";

type PersonalDataProps = {
  readonly id: string;
  readonly cards: PersonWithChanges["cards"];
  readonly erased: () => void;
};

/** What a person may ask about their own data: a copy of all that is held, and to be erased. Both are written down. */
export function PersonalData({ id, cards, erased }: PersonalDataProps) {
  return (
    <section className="office-step" aria-labelledby="person-data">
      <h2 id="person-data" className="h4">
        Diritti sui dati personali
      </h2>
      <CopyForm id={id} cards={cards} />
      <ErasureForm id={id} erased={erased} />
    </section>
  );
}

const COPY_GROUNDS = {
  request: "Richiesta della persona",
  authority: "Richiesta di un'autorità",
} as const satisfies Record<CopyOrder["ground"], string>;

function CopyForm({ id, cards }: Pick<PersonalDataProps, "id" | "cards">) {
  const copy = useCopyPersonalData(id);
  const [whose, setWhose] = useState("");
  const holders = Object.fromEntries([["", "La persona"], ...cards.flatMap(secondHolder)]);
  const [ground, setGround] = useState<CopyOrder["ground"]>("request");
  const download = (format: CopyOrder["format"]) =>
    copy.mutate(
      { ground, format, ...(whose === "" ? {} : { secondCardId: whose }) },
      {
        onSuccess: (file) =>
          saveFile(file, format === "text" ? "dati-personali.txt" : "dati-personali.json"),
      },
    );
  return (
    <>
      <GroundField
        label="Perché si fa la copia"
        grounds={COPY_GROUNDS}
        {...{ ground, setGround }}
      />
      {cards.some(({ second }) => second !== undefined) ? (
        <GroundField
          label="Di chi è la copia"
          grounds={holders}
          ground={whose}
          setGround={setWhose}
        />
      ) : null}
      <div className="office-choices-row">
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={copy.isPending}
          onClick={() => download("text")}
        >
          Copia da leggere e stampare
        </button>
        <button
          type="button"
          className="btn btn-outline-primary"
          disabled={copy.isPending}
          onClick={() => download("json")}
        >
          Copia per un programma (JSON)
        </button>
      </div>
      <ProblemAlert error={copy.error} />
    </>
  );
}

/** Who carries a second card has a copy of their own: neither is told what the other does. */
function secondHolder({ id, number, second }: PersonWithChanges["cards"][number]) {
  if (second === undefined) return [];
  const { surname, name } = second.member;
  return [[id, `${surname} ${name}, tessera ${groupCardNumber(number)}`]];
}

const ERASURE_GROUNDS = {
  request: "Richiesta della persona",
  mistake: "Dati inseriti per errore",
} as const satisfies Record<ErasureGround, string>;

function ErasureForm({ id, erased }: Omit<PersonalDataProps, "cards">) {
  const erase = useErasePersonalData(id);
  const [isOpen, setIsOpen] = useState(false);
  const [ground, setGround] = useState<ErasureGround>("request");
  if (!isOpen)
    return (
      <button type="button" className="btn btn-outline-danger" onClick={() => setIsOpen(true)}>
        Cancella i dati di questa persona
      </button>
    );
  const lost = lostLocalValue(erase.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Asked again after it was told what is lost: then it is known.
    erase.mutate({ ground, givesUpLocalValue: lost !== undefined }, { onSuccess: erased });
  };
  return (
    <form onSubmit={submit} aria-label="Cancellazione dei dati">
      <p>
        Nome, codice fiscale, protocollo, correzioni e numeri delle tessere si cancellano per
        sempre. Ricariche e pagamenti restano nei conti, senza che si possa più sapere di chi erano.
        Non si può tornare indietro.
      </p>
      <GroundField
        label="Perché si cancella"
        grounds={ERASURE_GROUNDS}
        {...{ ground, setGround }}
      />
      <div className="office-choices-row">
        <button type="submit" className="btn btn-danger" disabled={erase.isPending}>
          {lost === undefined
            ? "Cancella per sempre"
            : `La persona lo sa: cancella, e ${lost} di valore locale vanno persi`}
        </button>
        <button
          type="button"
          className="btn btn-outline-primary"
          autoFocus
          onClick={() => setIsOpen(false)}
        >
          Lascia com'è
        </button>
      </div>
      <ProblemAlert error={erase.error} />
    </form>
  );
}

/** What was refused because it would be lost without anybody knowing. */
function lostLocalValue(error: Error | null): string | undefined {
  if (problemCode(error) !== "person_has_local_value") return undefined;
  const { problem } = error as ProblemError;
  return formatEuroDigits(BigInt(String(problem["localCents"])));
}

type GroundFieldProps<Ground extends string> = {
  readonly label: string;
  readonly grounds: Readonly<Record<Ground, string>>;
  readonly ground: Ground;
  readonly setGround: (ground: Ground) => void;
};

function GroundField<Ground extends string>(props: GroundFieldProps<Ground>) {
  const { label, grounds, ground, setGround } = props;
  const id = useId();
  return (
    <div className="office-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="form-select"
        value={ground}
        onChange={({ target }) => setGround(target.value as Ground)}
      >
        {(Object.keys(grounds) as Ground[]).map((each) => (
          <option key={each} value={each}>
            {grounds[each]}
          </option>
        ))}
      </select>
    </div>
  );
}
