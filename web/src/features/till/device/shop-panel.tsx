import { type FormEvent, useState } from "react";

import {
  useAddOperator,
  useLeaveTill,
  useProveShop,
  useRevokeOperator,
  useRevokeShopTill,
  useShopTills,
} from "../../../shared/api/till-shop.ts";
import type { Till } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ShopKey } from "../session/shop-key.tsx";
import { WalletKey, signIn } from "../session/wallet-key.tsx";
import { SureButton } from "../session/sure-button.tsx";
import { PasskeyPanel } from "./passkey-panel.tsx";

/** Who works in the shop and with which devices. To change either, the shop proves itself. */
export function ShopPanel({ till }: { readonly till: Till }) {
  const isProven = till.managedUntil !== undefined;
  return (
    <section aria-labelledby="shop-title" className="till-screen till-device">
      <h2 id="shop-title" className="h5">
        {say("Operatori e casse del negozio")}
      </h2>
      <Operators till={till} isProven={isProven} />
      <Tills till={till} isProven={isProven} />
      <PasskeyPanel till={till} />
      {isProven ? <NewOperator /> : <ProofDoor till={till} />}
    </section>
  );
}

/** Asked for only by who wants to change something: the sheet belongs in a drawer. */
function ProofDoor({ till }: { readonly till: Till }) {
  const [isOpen, setIsOpen] = useState(false);
  const proving = useProveShop();
  if (!isOpen)
    return (
      <button
        type="button"
        className="btn btn-outline-primary till-go"
        onClick={() => setIsOpen(true)}
      >
        {say("Cambia operatori o casse")}
      </button>
    );
  return (
    <>
      <ProblemNotice error={proving.error} />
      {till.merchant.ownWallet === undefined ? (
        <ShopKey
          confirm={say("Continua")}
          isBusy={proving.isPending}
          submit={(activationCode, password) => proving.mutate({ activationCode, password })}
        />
      ) : (
        <WalletKey
          confirm={say("Conferma con il portafoglio")}
          isBusy={proving.isPending}
          sign={signIn}
          submit={(proof) => proving.mutate(proof)}
        />
      )}
    </>
  );
}

type ListProps = { readonly till: Till; readonly isProven: boolean };

function Operators({ till, isProven }: ListProps) {
  const revoking = useRevokeOperator();
  const leaving = useLeaveTill();
  if (till.operators.length === 0)
    return <p>{say("Nessun operatore: chiunque abbia in mano questa cassa può vendere.")}</p>;
  return (
    <>
      <ul className="till-list" aria-label={say("Operatori")}>
        {till.operators.map(({ id, name }) => (
          <li key={id} className="till-row">
            <span>
              {name}
              {id === till.operatorId ? <small>{say("è a questa cassa")}</small> : null}
            </span>
            {isProven ? (
              <SureButton
                className="btn-outline-primary till-row-act"
                label={say("Togli {0}", name)}
                confirm={say("Sì, togli {0}", name)}
                confirmClassName="btn-danger"
                isBusy={revoking.isPending}
                act={(done) => revoking.mutate(id, { onSettled: done })}
              >
                {say("Togli")}
              </SureButton>
            ) : null}
          </li>
        ))}
      </ul>
      <ProblemNotice error={revoking.error ?? leaving.error} />
      {till.operatorId === undefined ? null : (
        <button
          type="button"
          className="btn btn-outline-primary till-go"
          onClick={() => leaving.mutate(undefined)}
        >
          {say("Cambia operatore")}
        </button>
      )}
    </>
  );
}

function Tills({ till, isProven }: ListProps) {
  const tills = useShopTills();
  const revoking = useRevokeShopTill();
  return (
    <>
      <ProblemNotice error={tills.error ?? revoking.error} />
      <ul className="till-list" aria-label={say("Casse")}>
        {tills.data?.map(({ id, label, activatedAt }) => (
          <li key={id} className="till-row">
            <span>
              {label}
              <small>
                {id === till.id ? say("questa") : say("dal {0}", formatDay(activatedAt))}
              </small>
            </span>
            {isProven && id !== till.id ? (
              <SureButton
                className="btn-outline-primary till-row-act"
                label={say("Scollega {0}", label)}
                confirm={say("Sì, scollega {0}", label)}
                confirmClassName="btn-danger"
                isBusy={revoking.isPending}
                act={(done) => revoking.mutate(id, { onSettled: done })}
              >
                {say("Scollega")}
              </SureButton>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function NewOperator() {
  const [name, setName] = useState("");
  const [pin, setPin] = useState("");
  const adding = useAddOperator();
  const isGood = name.trim() !== "" && /^\d{4,8}$/.test(pin);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (!isGood) return;
    adding.mutate({ name, pin }, { onSuccess: () => [setName(""), setPin("")] });
  };
  return (
    <form className="till-screen till-new-operator" onSubmit={send} autoComplete="off">
      <ProblemNotice error={adding.error} />
      <label>
        {say("Nome del nuovo operatore")}
        <input
          className="form-control"
          maxLength={40}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </label>
      <label>
        {say("Il suo PIN, da quattro a otto cifre")}
        <input
          className="form-control"
          type="password"
          inputMode="numeric"
          autoComplete="new-password"
          maxLength={8}
          value={pin}
          onChange={({ target }) => setPin(target.value.replace(/\D/g, ""))}
        />
      </label>
      <button type="submit" className="btn btn-primary till-go" disabled={!isGood}>
        {say("Aggiungi operatore")}
      </button>
    </form>
  );
}
