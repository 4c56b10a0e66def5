import { useBindPhone, useUnbindPhone } from "../../../shared/api/card-phone.ts";
import type { CardView } from "../../../shared/api/types.ts";
import { PasswordPad } from "../../../shared/ui/password-pad.tsx";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { deviceName } from "../../../shared/ui/device-name.ts";
import { rememberBound } from "./bound-phone.ts";

type PhonePageProps = {
  readonly cardCode: string;
  readonly phone: CardView["phone"];
  readonly leave: () => void;
  /** It has changed: the card has to be opened again. */
  readonly finish: () => void;
};

/** Whether the card's payments are asked on a telephone first: turned on with the password, off with both. */
export function PhonePage({ cardCode, phone, leave, finish }: PhonePageProps) {
  return (
    <section className="wallet-door" aria-labelledby="phone-title">
      <ScreenTitle id="phone-title">Conferma sul telefono</ScreenTitle>
      {phone === undefined ? (
        <TurnOn cardCode={cardCode} finish={finish} />
      ) : phone.isThis ? (
        <TurnOff {...{ cardCode, phone, finish }} />
      ) : (
        <Elsewhere phone={phone} />
      )}
      <button type="button" className="btn btn-outline-primary wallet-wide" onClick={leave}>
        {phone === undefined || phone.isThis ? "Lascia com'è" : "Torna alla tessera"}
      </button>
    </section>
  );
}

type ActProps = { readonly cardCode: string; readonly finish: () => void };

function TurnOn({ cardCode, finish }: ActProps) {
  const bind = useBindPhone();
  const done = () => {
    rememberBound(true);
    finish();
  };
  return (
    <>
      <p>
        Dopo la password in negozio, la cassa aspetta che qui si tocchi «Confermo». Chi avesse
        copiato la tessera e visto la password non può spendere nulla senza questo telefono.
      </p>
      <p>
        Da fare solo sul proprio telefono, e da avere con sé per fare la spesa. Per togliere la
        conferma servono la password e questo telefono; se si perde, ci pensa l'ufficio del Comune.
        Non cancellare i dati di questo sito dal telefono: la conferma andrebbe persa con loro.
      </p>
      <ProblemNotice error={bind.error} />
      <PasswordPad
        label="Password della tessera"
        confirm="Conferma da questo telefono"
        isBusy={bind.isPending}
        submit={(password) => bind.mutate({ cardCode, password }, { onSuccess: done })}
      />
    </>
  );
}

type KnownProps = ActProps & { readonly phone: NonNullable<CardView["phone"]> };

function TurnOff({ cardCode, phone, finish }: KnownProps) {
  const unbind = useUnbindPhone();
  return (
    <>
      <p>
        Questo telefono conferma i pagamenti della tessera dal {formatDay(phone.boundAt)}. Tolta la
        conferma, in negozio bastano di nuovo tessera e password.
      </p>
      <ProblemNotice error={unbind.error} />
      <PasswordPad
        label="Password della tessera"
        confirm="Togli la conferma"
        isBusy={unbind.isPending}
        submit={(password) => unbind.mutate({ cardCode, password }, { onSuccess: finish })}
      />
    </>
  );
}

function Elsewhere({ phone }: Pick<KnownProps, "phone">) {
  return (
    <>
      <p>
        I pagamenti di questa tessera si confermano su un altro dispositivo:{" "}
        <strong>{deviceName(phone.device)}</strong>, dal {formatDay(phone.boundAt)}.
      </p>
      <p>
        Si toglie solo da lì, con la password. Se quel telefono è perso, o se non è il suo, ci pensa
        l'ufficio del Comune.
      </p>
    </>
  );
}

/** The way to it, on the card's page. */
export function PhoneEntry({
  phone,
  open,
}: {
  readonly phone: CardView["phone"];
  readonly open: () => void;
}) {
  return (
    <button type="button" className="btn btn-outline-primary wallet-wide" onClick={open}>
      {phone === undefined ? "Confermare dal proprio telefono" : "Conferma sul telefono: attiva"}
    </button>
  );
}
