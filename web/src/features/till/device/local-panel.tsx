import { type FormEvent, useState } from "react";
import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import {
  SHOP_CODE_PATH,
  useSetLocalShare,
  useShopLocalValue,
} from "../../../shared/api/till-shop.ts";
import type { Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatMoment } from "../../../shared/ui/rome-time.ts";

/** Which part of a price the shop takes in local value, and what it has of it. Only the shop itself changes the first. */
export function LocalPanel({ till }: { readonly till: Till }) {
  const { localPercent } = till.merchant;
  return (
    <section aria-labelledby="local-title" className="till-screen till-device">
      <h2 id="local-title" className="h5">
        {say("Valore locale")}
      </h2>
      <p>
        {localPercent === 0
          ? say("Il negozio non accetta valore locale.")
          : say("Il negozio accetta fino al {0} % di ogni prezzo in valore locale.", localPercent)}
      </p>
      {till.managedUntil === undefined ? (
        <p>{say("Per cambiarlo il negozio si fa riconoscere: «Cambia operatori o casse».")}</p>
      ) : (
        <ShareForm key={localPercent} percent={localPercent} />
      )}
      <Holding />
      <Link className="btn btn-outline-primary till-go" to="/cassa/paga">
        {say("Paga un altro negozio")}
      </Link>
      {localPercent === 0 ? null : <OwnCode number={till.merchant.number} />}
    </section>
  );
}

/** What another shop scans, or types, to pay this one. */
function OwnCode({ number }: { readonly number: number }) {
  return (
    <details className="till-shop-code">
      <summary>{say("Farsi pagare da un altro negozio")}</summary>
      <p>{say("L'altro negozio inquadra questo QR, o scrive il numero {0}.", number)}</p>
      <img src={SHOP_CODE_PATH} alt={say("Codice QR di questo negozio")} />
    </details>
  );
}

function ShareForm({ percent }: { readonly percent: number }) {
  const [text, setText] = useState(String(percent));
  const setting = useSetLocalShare();
  const isGood = /^\d{1,3}$/.test(text) && Number(text) <= 100;
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (isGood) setting.mutate(Number(text));
  };
  return (
    <form className="till-screen till-new-operator" onSubmit={send}>
      <ProblemNotice error={setting.error} />
      <label>
        {say("Parte di ogni prezzo accettata in valore locale, da 0 a 100 %")}
        <input
          className="form-control"
          inputMode="numeric"
          maxLength={3}
          value={text}
          onChange={({ target }) => setText(target.value.replace(/\D/g, ""))}
        />
      </label>
      <button type="submit" className="btn btn-primary till-go" disabled={!isGood}>
        {say("Salva la parte accettata")}
      </button>
    </form>
  );
}

function Holding() {
  const { data, error } = useShopLocalValue();
  return (
    <>
      <ProblemNotice error={error} />
      {data === undefined ? null : (
        <>
          <p>
            {say(
              "Il negozio ha {0} in valore locale.",
              formatEuroDigits(BigInt(data.availableCents)),
            )}
          </p>
          <ul className="till-list" aria-label={say("Movimenti di valore locale")}>
            {data.movements.map(({ at, direction, amountCents, transactionHash }, index) => (
              // A transaction may bring several of one amount.
              <li key={`${transactionHash}/${index}`} className="till-row">
                <span>
                  {direction === "in" ? say("entrato") : say("uscito")}
                  <small>{formatMoment(at)}</small>
                </span>
                <strong className="till-row-amount">
                  {formatEuroDigits(BigInt(amountCents) * (direction === "in" ? 1n : -1n))}
                </strong>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
