import { Link } from "react-router";

import type { UnusualRule } from "#core/payment/unusual-use.ts";

import type { UnusualUse } from "../../../shared/api/types.ts";
import { useCloseUnusualUse, useUnusualUse } from "../../../shared/api/unusual-use.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ReasonForm } from "../acts/reason-form.tsx";
import { formatDay } from "../programmes/rome-day.ts";
import { useHasRole } from "../session/officer-context.ts";
import { OfficeTable } from "../tables/office-table.tsx";
import { UnusualRules } from "./unusual-rules.tsx";

const COLUMNS = [
  { name: "Esercente e cassa" },
  { name: "Giorno" },
  { name: "Che cosa si è visto" },
  { name: "Esito" },
] as const;

/** What was seen, as an officer would say it to the shop. */
const SEEN = {
  night: (figure) => `${figure} tessere diverse tra le 23 e le 5, a negozi chiusi.`,
  emptied: (figure) =>
    `${figure} vendite che hanno svuotato la tessera, quasi tutte quelle del giorno.`,
  round: (figure) => `${figure} vendite di decine di euro tonde, quasi tutte quelle del giorno.`,
  burst: (figure) => `${figure} tessere diverse in dieci minuti.`,
  around_the_clock: (figure) => `Vendite in ${figure} ore diverse dello stesso giorno.`,
  shop_emptied: (figure) =>
    `${figure} vendite, su tutte le casse, che hanno svuotato la tessera: quasi tutte quelle del giorno.`,
  volume: (figure) => `Incasso del giorno ${figure} volte quello solito del negozio.`,
  split: (figure) =>
    `${figure} tessere che hanno pagato tre volte o più in un'ora, come per stare sotto un limite.`,
  last_days: (figure) =>
    `${figure} vendite negli ultimi tre giorni di un programma, molte più del solito.`,
  wrong_passwords: (figure) => `${figure} password sbagliate in un'ora.`,
} as const satisfies Record<UnusualRule, (figure: number) => string>;

/** The tills whose day was not like a shop's. Nothing is refused because of it: a person looks into it. */
export function UnusualPage() {
  const cases = useUnusualUse();
  return (
    <>
      <h1>Segnalazioni</h1>
      <p>
        Qui compaiono le casse usate in un modo insolito. Non prova nulla e non blocca nulla: si
        sente il negozio, si guardano le vendite di quel giorno, e si scrive che cosa si è trovato.
        Se qualcosa non torna si disattiva la cassa o si sospende l'esercente: quello che non gli è
        stato ancora rimborsato si può stornare alle tessere.
      </p>
      <UnusualRules />
      <ProblemAlert error={cases.error} />
      {cases.isPending ? <p role="status">Caricamento…</p> : null}
      {cases.data?.length === 0 ? (
        <p role="status">Nessuna segnalazione: tutto come al solito.</p>
      ) : null}
      {cases.data === undefined || cases.data.length === 0 ? null : (
        <OfficeTable label="Segnalazioni" columns={COLUMNS}>
          {cases.data.map((one) => (
            <CaseRow key={`${one.tillId}/${one.rule}/${one.day}`} one={one} />
          ))}
        </OfficeTable>
      )}
    </>
  );
}

function CaseRow({ one }: { readonly one: UnusualUse }) {
  const { merchant, till, isTillInUse, day, rule, figure, outcome } = one;
  return (
    <tr>
      <th scope="row">
        <Link to={`/comune/esercenti/${merchant.id}`}>{merchant.businessName}</Link>
        <small className="d-block fw-normal">
          {till}
          {isTillInUse ? "" : " (disattivata)"}
        </small>
      </th>
      <td>{formatDay(`${day}T12:00:00Z`)}</td>
      <td>{SEEN[rule](figure)}</td>
      <td>{outcome ?? <Outcome one={one} />}</td>
    </tr>
  );
}

function Outcome({ one }: { readonly one: UnusualUse }) {
  const mayClose = useHasRole("merchants");
  const close = useCloseUnusualUse();
  if (!mayClose) return <>Da sentire</>;
  const { tillId, rule, day, merchant } = one;
  return (
    <>
      <ReasonForm
        open="Scrivi l'esito"
        label={`Che cosa si è trovato da ${merchant.businessName}`}
        confirm="Chiudi la segnalazione"
        cancel="Lascia aperta"
        isBusy={close.isPending}
        submit={(outcome) => close.mutate({ tillId, rule, day, outcome })}
      />
      <ProblemAlert error={close.error} />
    </>
  );
}
