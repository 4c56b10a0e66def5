import { ZERO, formatEuro } from "#core/shared/money.ts";

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
        Il cliente paga <strong className="till-pay">{amount}</strong>
      </ScreenTitle>
      {bill.cash === ZERO ? null : (
        <p className="till-reminder">e {formatEuro(bill.cash)} in contanti</p>
      )}
      <PasswordPad
        label="Passare il telefono al cliente: la sua password"
        confirm={`Paga ${amount}`}
        submit={submit}
      />
      <button type="button" className="btn btn-outline-primary till-go" onClick={cancel}>
        Annulla la vendita
      </button>
    </section>
  );
}
