import { formatEuro } from "#core/shared/money.ts";

import { useTillStatements } from "../../../shared/api/list-till-statements.ts";
import { usePresentStatement } from "../../../shared/api/present-statement.ts";
import type { Statement, TillStatements } from "../../../shared/api/types.ts";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { SureButton } from "../session/sure-button.tsx";

const STATES = {
  presented: "presentato, da controllare",
  approved: "liquidato, in pagamento",
  paid: "pagato",
} as const satisfies Record<Statement["state"], string>;

/** What the town owes the shop: asked for with one touch, then followed until the bank paid. */
export function StatementsPage() {
  const statements = useTillStatements();
  return (
    <section aria-labelledby="statements-title">
      <ScreenTitle id="statements-title" className="till-title">
        Rimborsi dal Comune
      </ScreenTitle>
      <ProblemNotice error={statements.error} />
      {statements.isPending ? <p role="status">Caricamento…</p> : null}
      {statements.data === undefined ? null : (
        <>
          <Presentable items={statements.data.presentable} />
          <Presented statements={statements.data.statements} />
        </>
      )}
    </section>
  );
}

function Presentable({ items }: { readonly items: TillStatements["presentable"] }) {
  const due = items.filter(({ amountCents }) => BigInt(amountCents) > 0n);
  if (due.length === 0)
    return (
      <p>
        Nulla da presentare: tutti i pagamenti registrati sono già in un rendiconto. Quelli di oggi
        si aggiungono appena la blockchain li registra.
      </p>
    );
  return (
    <ul className="till-list" aria-label="Da presentare">
      {due.map((item) => (
        <PresentableRow key={item.programmeId} {...item} />
      ))}
    </ul>
  );
}

type PresentableRowProps = TillStatements["presentable"][number];

function PresentableRow({ programmeId, programme, amountCents }: PresentableRowProps) {
  const present = usePresentStatement();
  const amount = formatEuro(BigInt(amountCents));
  return (
    <li className="till-row">
      <span>
        {programme}
        <small>da presentare</small>
      </span>
      <strong className="till-row-amount">{amount}</strong>
      <SureButton
        className="btn-primary till-row-act"
        confirm={`Sì, presenta ${amount}`}
        confirmClassName="btn-primary"
        isBusy={present.isPending}
        act={(done) => present.mutate(programmeId, { onSettled: done })}
      >
        Presenta il rendiconto
      </SureButton>
      <ProblemNotice error={present.error} />
    </li>
  );
}

function Presented({ statements }: { readonly statements: readonly Statement[] }) {
  if (statements.length === 0) return <p>Nessun rendiconto presentato finora.</p>;
  return (
    <ul className="till-list" aria-label="Rendiconti presentati">
      {statements.map(({ id, number, programme, amountCents, presentedAt, paidAt, state }) => (
        <li key={id} className="till-row">
          <span>
            N. {number} del {formatDay(presentedAt)}
            <small>
              {programme}: {STATES[state]}
              {paidAt === undefined ? "" : ` il ${formatDay(paidAt)}`}
            </small>
          </span>
          <strong className="till-row-amount">{formatEuro(BigInt(amountCents))}</strong>
        </li>
      ))}
    </ul>
  );
}
