import { ZERO, formatEuro, formatEuroDigits } from "#core/shared/money.ts";

import { say } from "../../../shared/i18n/say.ts";
import { PasswordPad } from "../../../shared/ui/password-pad.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import type { Bill } from "./sale.ts";

type PasswordScreenProps = {
  readonly bill: Bill;
  readonly submit: (password: string) => void;
  readonly cancel: () => void;
};

/** The phone is in the customer's hand: what is paid, and the password. No name and no fund, the queue can read too. */
export function PasswordScreen({ bill, submit, cancel }: PasswordScreenProps) {
  const amount = formatEuro(bill.amount);
  return (
    <section className="till-screen" aria-labelledby="password-title">
      <ScreenTitle id="password-title" className="till-title">
        {say("Il cliente paga")} <strong className="till-pay">{amount}</strong>
      </ScreenTitle>
      {bill.local === undefined ? null : (
        <p className="till-reminder">
          {say("di cui {0} in valore locale", formatEuroDigits(bill.local))}
        </p>
      )}
      {bill.cash === ZERO ? null : (
        <p className="till-reminder">{say("e {0} in contanti", formatEuro(bill.cash))}</p>
      )}
      <PasswordPad
        label={say("Passare il telefono al cliente: la sua password")}
        confirm={say("Paga {0}", amount)}
        canHide
        submit={submit}
      />
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        {say("Annulla la vendita")}
      </button>
    </section>
  );
}
