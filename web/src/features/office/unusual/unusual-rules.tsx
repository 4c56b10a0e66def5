import {
  RUSH_TIMES,
  SMALL_DAY_CENTS,
  UNUSUAL_FROM,
  UNUSUAL_SHARE,
  USUAL_DAYS,
} from "#core/payment/unusual-use.ts";
import { formatEuro } from "#core/shared/money.ts";

/** When a case comes up, in words that can be read to a shop: the rules are no secret. */
export function UnusualRules() {
  return (
    <details className="office-step">
      <summary>Quando compare una segnalazione</summary>
      <p>In un giorno, a una cassa:</p>
      <ul>
        <li>almeno {UNUSUAL_FROM.night} tessere tra le 23 e le 5;</li>
        <li>vendite in almeno {UNUSUAL_FROM.around_the_clock} ore diverse;</li>
        <li>
          almeno {UNUSUAL_FROM.emptied} vendite che svuotano la tessera, il {UNUSUAL_SHARE} % del
          giorno;
        </li>
        <li>
          almeno {UNUSUAL_FROM.round} vendite di decine tonde, il {UNUSUAL_SHARE} % del giorno;
        </li>
        <li>almeno {UNUSUAL_FROM.burst} tessere in dieci minuti;</li>
        <li>almeno {UNUSUAL_FROM.wrong_passwords} password sbagliate in un'ora.</li>
      </ul>
      <p>In un giorno, a un negozio con tutte le sue casse:</p>
      <ul>
        <li>
          almeno {UNUSUAL_FROM.shop_emptied} vendite che svuotano la tessera, il {UNUSUAL_SHARE} %
          del giorno;
        </li>
        <li>
          un incasso almeno {UNUSUAL_FROM.volume} volte quello solito, e di almeno{" "}
          {formatEuro(BigInt(SMALL_DAY_CENTS))};
        </li>
        <li>almeno {UNUSUAL_FROM.split} tessere che pagano tre volte o più in un'ora;</li>
        <li>
          negli ultimi tre giorni di un programma, almeno {UNUSUAL_FROM.last_days} vendite e{" "}
          {RUSH_TIMES} volte quelle solite.
        </li>
      </ul>
      <p>
        Il solito di un negozio è la media dei giorni di vendita del mese prima: serve che siano
        almeno {USUAL_DAYS}. Le segnalazioni di un negozio stanno alla cassa che ha venduto di più.
      </p>
    </details>
  );
}
