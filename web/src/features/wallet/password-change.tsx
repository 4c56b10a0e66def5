import { useState } from "react";

import { useChangePassword } from "../../shared/api/change-password.ts";
import { problemCode } from "../../shared/api/request.ts";
import { PasswordPad } from "../../shared/ui/password-pad.tsx";
import { ProblemNotice } from "../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../shared/ui/screen-title.tsx";

type PasswordChangeProps = {
  readonly cardCode: string;
  readonly leave: () => void;
  /** The new password holds: the card has to be opened with it. */
  readonly finish: () => void;
};

type Typed = { readonly password?: string; readonly newPassword?: string };

/** The old password, the new one, the new one again: one at a time, on the same keys as at the till. */
export function PasswordChange({ cardCode, leave, finish }: PasswordChangeProps) {
  const change = useChangePassword();
  const [typed, setTyped] = useState<Typed>({});
  const [isUnlike, setIsUnlike] = useState(false);
  if (change.isSuccess) return <Changed finish={finish} />;
  const repeat = (again: string) => {
    const { password = "", newPassword = "" } = typed;
    setIsUnlike(again !== newPassword);
    if (again !== newPassword) return setTyped({ password });
    change.mutate(
      { cardCode, password, newPassword },
      // What was wrong is asked again, and nothing else.
      {
        onError: (error) => setTyped(problemCode(error) === "weak_password" ? { password } : {}),
      },
    );
  };
  return (
    <section className="wallet-door" aria-labelledby="password-title">
      <ScreenTitle id="password-title">Cambiare la password</ScreenTitle>
      <ProblemNotice error={change.error} />
      {isUnlike ? (
        <p className="alert alert-danger" role="alert">
          Le due password nuove sono diverse: ricominciare da quella nuova.
        </p>
      ) : null}
      <Step typed={typed} setTyped={setTyped} repeat={repeat} isBusy={change.isPending} />
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={leave}>
        Lascia la password com'è
      </button>
    </section>
  );
}

type StepProps = {
  readonly typed: Typed;
  readonly setTyped: (typed: Typed) => void;
  readonly repeat: (again: string) => void;
  readonly isBusy: boolean;
};

function Step({ typed, setTyped, repeat, isBusy }: StepProps) {
  const { password, newPassword } = typed;
  if (password === undefined)
    return (
      <PasswordPad
        key="old"
        label="Password di adesso"
        confirm="Avanti"
        submit={(text) => setTyped({ password: text })}
      />
    );
  if (newPassword === undefined)
    return (
      <>
        <p>
          Almeno 8 cifre, o 8 caratteri con le lettere. Niente date di nascita, cifre in fila o
          ripetute: sono le prime che un ladro prova.
        </p>
        <PasswordPad
          key="new"
          label="Password nuova"
          confirm="Avanti"
          submit={(text) => setTyped({ password, newPassword: text })}
        />
      </>
    );
  return (
    <PasswordPad
      key="again"
      label="Ancora la password nuova"
      confirm="Cambia la password"
      isBusy={isBusy}
      submit={repeat}
    />
  );
}

function Changed({ finish }: { readonly finish: () => void }) {
  return (
    <section className="wallet-door" aria-labelledby="changed-title">
      <ScreenTitle id="changed-title">La password è cambiata</ScreenTitle>
      <p>
        Da adesso vale quella nuova, qui e in tutti i negozi. Quella della lettera non apre più la
        tessera: la lettera si può strappare.
      </p>
      <p>Nessuno la conosce, neppure il Comune: se si dimentica, l'ufficio fa una tessera nuova.</p>
      <button type="button" className="btn btn-primary wallet-wide" onClick={finish}>
        Ho capito
      </button>
    </section>
  );
}
