import { groupCardNumber } from "#core/card/card-number.ts";
import { formatEuro } from "#core/shared/money.ts";

import { useTown } from "../../shared/api/read-town.ts";
import type { CardView } from "../../shared/api/types.ts";
import { formatValue } from "../../shared/ui/format-value.ts";
import { formatDay, formatLastDay } from "../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";
import { MovementList } from "./movement-list.tsx";
import { PhoneEntry } from "./phone/phone-page.tsx";

const NOTICES = {
  issued: "La tessera non è ancora attiva: l'ufficio la attiva alla consegna.",
  active: undefined,
  blocked: "La tessera è bloccata: non si può spendere finché l'ufficio non la sblocca.",
  replaced: "La tessera è stata sostituita: quello che conteneva è sulla tessera nuova.",
  closed: "La tessera non è più in uso.",
} as const satisfies Record<CardView["status"], string | undefined>;

/** Where the card's page leads. */
export type WalletPlace = "password" | "block" | "board" | "claim" | "phone" | "share" | "give";

type CardPageProps = {
  readonly card: CardView;
  /** When the service was asked: what is expired is judged by it. */
  readonly seenAt: Date;
  readonly close: () => void;
  readonly go: (place: WalletPlace) => void;
};

export function CardPage({ card, seenAt, close, go }: CardPageProps) {
  const notice = NOTICES[card.status];
  const town = useTown();
  return (
    <section aria-labelledby="card-title">
      <ScreenTitle id="card-title" className="wallet-balance">
        <small>Si possono spendere</small> {formatEuro(BigInt(card.availableCents))}
      </ScreenTitle>
      <p className="wallet-number">Tessera {groupCardNumber(card.number)}</p>
      {notice === undefined ? null : (
        <p className="alert alert-warning" role="alert">
          {notice}
        </p>
      )}
      {card.vouchers.length === 0 ? <p>Sulla tessera non ci sono ancora buoni.</p> : null}
      <ul className="wallet-list" aria-label="Buoni">
        {card.vouchers.map((voucher) => (
          <VoucherItem key={voucher.voucher} voucher={voucher} seenAt={seenAt} />
        ))}
      </ul>
      {card.localValue === undefined ? null : (
        <LocalValue
          {...card.localValue}
          give={card.status === "active" ? () => go("give") : undefined}
        />
      )}
      {card.status === "active" ? (
        <>
          <BoardEntry board={card.board} open={() => go("board")} />
          <button
            type="button"
            className="btn btn-outline-primary wallet-wide"
            onClick={() => go("claim")}
          >
            Ho un codice premio
          </button>
          <button
            type="button"
            className="btn btn-outline-primary wallet-wide"
            onClick={() => go("share")}
          >
            Condividi le iniziative
          </button>
        </>
      ) : null}
      <h2 className="h4">Movimenti</h2>
      <MovementList movements={card.movements} explorerUrl={town.data?.explorerUrl} />
      <p className="wallet-help">
        Una spesa che non torna? Chiedere lo storno al negozio o avvisare l'ufficio del Comune, con
        giorno e ora: ogni movimento si può ritrovare.
      </p>
      <button
        type="button"
        className="btn btn-outline-primary wallet-wide"
        onClick={() => go("password")}
      >
        Cambia la password
      </button>
      {card.status === "active" ? <PhoneEntry phone={card.phone} open={() => go("phone")} /> : null}
      {card.status === "active" ? (
        <button
          type="button"
          className="btn btn-outline-primary wallet-wide"
          onClick={() => go("block")}
        >
          Blocca la tessera
        </button>
      ) : null}
      <button
        type="button"
        className="btn btn-outline-primary wallet-wide"
        onClick={() => window.print()}
      >
        Stampa in grande
      </button>
      <button type="button" className="btn btn-primary wallet-wide" onClick={close}>
        Chiudi e cancella dallo schermo
      </button>
    </section>
  );
}

type LocalValueProps = NonNullable<CardView["localValue"]> & {
  readonly give: (() => void) | undefined;
};

/** Beside the euros, never among them. */
function LocalValue({ availableCents, give }: LocalValueProps) {
  const available = BigInt(availableCents);
  if (available === 0n) return null;
  return (
    <section className="wallet-voucher" aria-labelledby="local-value-title">
      <h2 id="local-value-title" className="h4">
        Valore locale
      </h2>
      <strong className="wallet-amount">{formatValue("local", available)}</strong>
      <span>Si guadagna con le campagne del Comune. Non è denaro e non si cambia in euro.</span>
      {give === undefined ? null : (
        <button type="button" className="btn btn-outline-primary wallet-wide" onClick={give}>
          Dai valore locale
        </button>
      )}
    </section>
  );
}

type BoardEntryProps = { readonly board: CardView["board"]; readonly open: () => void };

/** The way to the noticeboard, with what waits there. */
function BoardEntry({ board, open }: BoardEntryProps) {
  const { unread = 0, expiring = 0 } = board ?? {};
  return (
    <section className="wallet-board" aria-labelledby="board-entry-title">
      <h2 id="board-entry-title" className="h4">
        Bacheca
      </h2>
      {unread === 0 ? null : (
        <p className="wallet-news">
          {unread === 1 ? "C'è un messaggio nuovo." : `Ci sono ${unread} messaggi nuovi.`}
        </p>
      )}
      {expiring === 0 ? null : (
        <p className="wallet-news">
          {expiring === 1
            ? "Un annuncio sta per scadere: si può rinnovare."
            : `${expiring} annunci stanno per scadere: si possono rinnovare.`}
        </p>
      )}
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={open}>
        Apri la bacheca
      </button>
    </section>
  );
}

type VoucherItemProps = {
  readonly voucher: CardView["vouchers"][number];
  readonly seenAt: Date;
};

function VoucherItem({ voucher, seenAt }: VoucherItemProps) {
  const { programme, availableCents, arrivingCents, categories } = voucher;
  return (
    <li className="wallet-voucher">
      <strong>{programme}</strong>
      <strong className="wallet-amount">{formatEuro(BigInt(availableCents))}</strong>
      <span>{periodText(voucher, seenAt)}</span>
      {BigInt(arrivingCents) === 0n ? null : (
        <span>In arrivo: {formatEuro(BigInt(arrivingCents))}, di solito pochi minuti.</span>
      )}
      <span>Vale per: {categories.join(", ")}.</span>
    </li>
  );
}

type Period = Pick<CardView["vouchers"][number], "spendableFrom" | "spendableUntil">;

function periodText({ spendableFrom, spendableUntil }: Period, now: Date): string {
  const lastDay = formatLastDay(spendableUntil);
  if (now > new Date(spendableUntil)) return `Scaduto: era spendibile fino al ${lastDay}.`;
  if (now < new Date(spendableFrom))
    return `Spendibile dal ${formatDay(spendableFrom)} al ${lastDay}.`;
  return `Scade il ${lastDay}.`;
}
