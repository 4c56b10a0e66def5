import { formatEuro } from "#core/shared/money.ts";

import { usePresentStatement } from "../../../shared/api/present-statement.ts";
import type { TillStatements } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { SureButton } from "../session/sure-button.tsx";

type Item = TillStatements["presentable"][number];

/** The statement of the period, added up already: the shop only has to present it. */
export function PresentableList({ items }: { readonly items: readonly Item[] }) {
  const due = items.filter(({ amountCents }) => BigInt(amountCents) > 0n);
  const failed = items.filter((item) => !due.includes(item) && BigInt(item.failedCents) > 0n);
  const later = items.filter((item) => !due.includes(item) && BigInt(item.waitingCents) > 0n);
  return (
    <>
      {due.length > 0 ? null : (
        <p>
          {say(
            "Nulla da presentare: tutti i pagamenti registrati sono già in un rendiconto. Quelli di oggi si aggiungono appena la blockchain li registra.",
          )}
        </p>
      )}
      <ul className="till-list" aria-label={say("Da presentare")}>
        {due.map((item) => (
          <PresentableRow key={item.programmeId} item={item} />
        ))}
        {failed.map(({ programmeId, programme, failedCents }) => (
          <li key={`${programmeId} failed`} className="till-row">
            <span>
              {programme}
              <small>{say("registrazione non riuscita: ci pensa l'ufficio")}</small>
            </span>
            <strong className="till-row-amount">{formatEuro(BigInt(failedCents))}</strong>
          </li>
        ))}
        {later.map(({ programmeId, programme, waitingCents }) => (
          <li key={programmeId} className="till-row">
            <span>
              {programme}
              <small>{say("in registrazione, nel prossimo rendiconto")}</small>
            </span>
            <strong className="till-row-amount">{formatEuro(BigInt(waitingCents))}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

function PresentableRow({ item }: { readonly item: Item }) {
  const present = usePresentStatement();
  const amount = formatEuro(BigInt(item.amountCents));
  return (
    <li className="till-row">
      <span>
        {item.programme}
        <small>{say("da presentare")}</small>
      </span>
      <strong className="till-row-amount">{amount}</strong>
      <Explained item={item} />
      <SureButton
        className="btn-primary till-row-act"
        confirm={say("Sì, presenta {0}", amount)}
        confirmClassName="btn-primary"
        isBusy={present.isPending}
        act={(done) => present.mutate(item.programmeId, { onSettled: done })}
      >
        {say("Presenta il rendiconto")}
      </SureButton>
      <p className="till-statement-note">
        {say("Dopo la presentazione questi pagamenti non si possono più stornare in cassa.")}
      </p>
      <ProblemNotice error={present.error} />
    </li>
  );
}

/** Line by line why it is this much, and what is not in it. */
function Explained({ item }: { readonly item: Item }) {
  const lines = [
    [say("{0} pagamenti registrati", item.payments), BigInt(item.paidCents), true],
    [say("stornati"), -BigInt(item.reversedCents), item.reversedCents !== "0"],
    [say("altri movimenti sulla blockchain"), BigInt(item.otherCents), item.otherCents !== "0"],
  ] as const;
  const absent = [
    [say("in registrazione, nel prossimo rendiconto"), item.waitingCents],
    [say("registrazione non riuscita: ci pensa l'ufficio"), item.failedCents],
    [say("sospesi o respinti dall'ufficio"), item.withheldCents],
  ] as const;
  return (
    <dl className="till-explained">
      {lines
        .filter(([, , isShown]) => isShown)
        .map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{formatEuro(amount)}</dd>
          </div>
        ))}
      {absent
        .filter(([, amount]) => amount !== "0")
        .map(([name, amount]) => (
          <div key={name} className="till-explained-absent">
            <dt>{name}</dt>
            <dd>({formatEuro(BigInt(amount))})</dd>
          </div>
        ))}
    </dl>
  );
}
