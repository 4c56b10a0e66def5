import { type FormEvent, useState } from "react";

import { MOST_CODES } from "#core/campaign/judge-claim.ts";
import { centsToJson, formatEuroDigits, parseEuro } from "#core/shared/money.ts";

import {
  useCodeBatches,
  useMakeCodes,
  useWithdrawCodes,
} from "../../../shared/api/civic-actions.ts";
import type { Campaign, CodeBatch } from "../../../shared/api/types.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { saveFile } from "../cards/save-file.ts";
import { draftFaults } from "../programmes/draft-faults.ts";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { endOfRomeDay, formatLastDay } from "../programmes/rome-day.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { DraftFields } from "./draft-fields.tsx";

/** Codes to claim at stands and eco-points: printed once, claimed once each. */
export function CodesPanel({ campaign }: { readonly campaign: Campaign }) {
  const batches = useCodeBatches(campaign.id);
  return (
    <section className="office-step" aria-labelledby="codes">
      <h2 id="codes" className="h4">
        Codici premio per banchetti ed ecopunti
      </h2>
      <p>
        Ogni codice vale una volta sola, per chi lo riscuote su <strong>/carta</strong> o allo
        sportello. Il foglio si scarica una volta e non resta sul server: chi lo trova può
        riscuotere, quindi va tenuto chiuso e, se si perde, ritirato qui.
      </p>
      {campaign.state === "open" ? <CodesForm campaign={campaign} /> : null}
      <ProblemAlert error={batches.error} />
      {batches.data === undefined || batches.data.length === 0 ? null : (
        <BatchTable batches={batches.data} />
      )}
    </section>
  );
}

type Draft = { title: string; codes: string; reward: string; lastDay: string };
const EMPTY: Draft = { title: "", codes: "", reward: "", lastDay: "" };

const FIELDS = [
  ["title", "Dove si danno, per esempio «Ecopunto via Roma»", "text"],
  ["codes", `Quanti codici, al massimo ${MOST_CODES}`, "text"],
  ["reward", "Valore di ogni codice, in valore locale", "text"],
  ["lastDay", "Ultimo giorno in cui valgono", "date"],
] as const;

function errorsOf({ title, codes, reward, lastDay }: Draft): Partial<Draft> {
  const amount = parseEuro(reward);
  const count = /^\d{1,3}$/.test(codes.trim()) ? Number(codes) : 0;
  return draftFaults<keyof Draft>([
    ["title", title.trim().length < 3, "Scrivere dove si danno."],
    ["codes", count < 1 || count > MOST_CODES, `Scrivere un numero da 1 a ${MOST_CODES}.`],
    ["reward", !amount.ok || amount.value === 0n, "Scrivere un importo, per esempio 0,50."],
    ["lastDay", endOfRomeDay(lastDay) === undefined, "Scegliere l'ultimo giorno."],
  ]);
}

function CodesForm({ campaign: { id } }: { readonly campaign: Campaign }) {
  const [draft, setDraft] = useState(EMPTY);
  const [errors, setErrors] = useState<Partial<Draft>>({});
  const making = useMakeCodes(id);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const found = errorsOf(draft);
    setErrors(found);
    const reward = parseEuro(draft.reward);
    if (Object.keys(found).length > 0 || !reward.ok) return focusFirstError(event.currentTarget);
    const title = draft.title.trim();
    const expiresAt = endOfRomeDay(draft.lastDay)!.toISOString();
    making.mutate(
      { title, codes: Number(draft.codes), rewardCents: centsToJson(reward.value), expiresAt },
      {
        onSuccess: (sheets) => {
          saveFile(sheets, `codici-${title}.pdf`);
          setDraft(EMPTY);
        },
      },
    );
  };
  return (
    <form noValidate onSubmit={submit} className="office-form">
      <DraftFields
        fields={FIELDS}
        {...{ draft, errors }}
        change={(field, text) => setDraft({ ...draft, [field]: text })}
      />
      <ProblemAlert error={making.error} />
      <button type="submit" className="btn btn-outline-primary" disabled={making.isPending}>
        {making.isPending ? "Preparazione…" : "Fai e scarica i codici"}
      </button>
    </form>
  );
}

const COLUMNS = [
  { name: "Foglio" },
  { name: "Valore", isNumber: true },
  { name: "Riscossi", isNumber: true },
  { name: "Valgono fino al" },
];

function BatchTable({ batches }: { readonly batches: readonly CodeBatch[] }) {
  const withdrawing = useWithdrawCodes();
  return (
    <>
      <OfficeTable label="Fogli di codici" columns={COLUMNS}>
        {batches.map(({ id, title, codes, claimed, rewardCents, expiresAt, withdrawnAt }) => (
          <tr key={id}>
            <th scope="row">{title}</th>
            <td className="office-number">{formatEuroDigits(BigInt(rewardCents))}</td>
            <td className="office-number">
              {claimed} di {codes}
            </td>
            <td>
              {withdrawnAt !== undefined ? (
                "Ritirato"
              ) : (
                <>
                  {formatLastDay(expiresAt)}{" "}
                  <button
                    type="button"
                    className="btn btn-outline-primary btn-sm"
                    aria-label={`Ritira i codici ${title}`}
                    disabled={withdrawing.isPending}
                    onClick={() => withdrawing.mutate(id)}
                  >
                    Ritira
                  </button>
                </>
              )}
            </td>
          </tr>
        ))}
      </OfficeTable>
      <ProblemAlert error={withdrawing.error} />
    </>
  );
}
