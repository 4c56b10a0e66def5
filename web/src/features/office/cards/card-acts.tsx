import type { ReactNode } from "react";

import { useBlockCard } from "../../../shared/api/block-card.ts";
import { useRemovePhone } from "../../../shared/api/card-phone.ts";
import { useCloseCard } from "../../../shared/api/close-card.ts";
import { useReplaceCard } from "../../../shared/api/replace-card.ts";
import type { Card } from "../../../shared/api/types.ts";
import { useUnblockCard } from "../../../shared/api/unblock-card.ts";
import { formatDay } from "../../../shared/ui/rome-time.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { ReasonForm } from "../acts/reason-form.tsx";
import { ClaimForm } from "./claim-form.tsx";
import { saveFile } from "./save-file.ts";
import { ShareForm } from "./share-form.tsx";

type ActProps = { readonly card: Card };

/** All that the office can do with a card, each with what it does and when it is right. */
export function CardActs({ card }: ActProps) {
  if (card.status === "issued")
    return <p>La tessera è in stampa: la conferma o lo scarto si fanno dal suo programma.</p>;
  if (card.status === "replaced" || card.status === "closed")
    return <p>La tessera è finita: non paga più e non si può riaprire.</p>;
  return (
    <>
      {card.status === "active" ? <Blocking card={card} /> : <Unblocking card={card} />}
      {card.status === "active" ? <Tries card={card} /> : null}
      {card.phoneBoundAt === undefined ? null : <PhoneRemoval card={card} />}
      {card.sharePercent === undefined ? null : (
        <ActSection title="Parte delle ricariche">
          <ShareForm cardId={card.id} sharePercent={card.sharePercent} />
        </ActSection>
      )}
      {card.status === "active" ? (
        <ActSection title="Codice premio">
          <p>Chi non ha un telefono porta il codice di carta e la tessera: si riscuote qui.</p>
          <ClaimForm cardId={card.id} />
        </ActSection>
      ) : null}
      <Replacing card={card} />
      <Closing card={card} />
    </>
  );
}

type SectionProps = { readonly title: string; readonly children: ReactNode };

function ActSection({ title, children }: SectionProps) {
  return (
    <section className="office-step">
      <h2 className="h5">{title}</h2>
      {children}
    </section>
  );
}

function Blocking({ card: { id, number } }: ActProps) {
  const block = useBlockCard();
  return (
    <ActSection title="Bloccare">
      <p>
        Smarrita o rubata, o qualcosa non torna: da subito non paga in nessun negozio. Il credito
        resta dov'è e la tessera si può sbloccare.
      </p>
      <ReasonForm
        open="Blocca"
        label={`Perché si blocca la tessera ${number}`}
        confirm="Blocca subito"
        cancel="Lascia attiva"
        isBusy={block.isPending}
        submit={(reason) => block.mutate({ cardId: id, reason })}
      />
      <ProblemAlert error={block.error} />
    </ActSection>
  );
}

function Unblocking({ card: { id, number } }: ActProps) {
  const unblock = useUnblockCard();
  return (
    <ActSection title="Sbloccare">
      <p>
        Ritrovata, e la persona ha ancora la sua password. Si azzerano anche i tentativi sbagliati.
      </p>
      <button
        type="button"
        className="btn btn-primary"
        aria-label={`Sblocca la tessera ${number}`}
        disabled={unblock.isPending}
        onClick={() => unblock.mutate(id)}
      >
        Sblocca
      </button>
      <ProblemAlert error={unblock.error} />
    </ActSection>
  );
}

/** The same operation on an active card only clears the count. */
function Tries({ card: { id } }: ActProps) {
  const clear = useUnblockCard();
  return (
    <ActSection title="Password sbagliata troppe volte">
      <p>
        Dopo 5 errori la tessera aspetta un quarto d'ora, poi sempre di più; dopo 10 aspetta
        l'ufficio. Se la persona ora ricorda la password, si azzera il conto; se l'ha dimenticata,
        si sostituisce la tessera.
      </p>
      <button
        type="button"
        className="btn btn-outline-primary"
        disabled={clear.isPending}
        onClick={() => clear.mutate(id)}
      >
        Azzera i tentativi
      </button>
      {clear.isSuccess ? <p role="status">Fatto: si può riprovare subito.</p> : null}
      <ProblemAlert error={clear.error} />
    </ActSection>
  );
}

function PhoneRemoval({ card: { id, number, phoneBoundAt } }: ActProps) {
  const remove = useRemovePhone();
  return (
    <ActSection title="Conferma sul telefono">
      <p>
        Dal {formatDay(phoneBoundAt!)} ogni pagamento si conferma su un telefono della persona, che
        lo toglie da sé con la password. Qui si toglie quando è perso, rotto o rubato: solo davanti
        alla persona, con un documento. Da quel momento bastano tessera e password: se può averle
        qualcun altro, si sostituisce la tessera.
      </p>
      <ReasonForm
        open="Togli il telefono"
        label={`Perché si toglie il telefono della tessera ${number}`}
        confirm="Togli il telefono"
        cancel="Lascia il telefono"
        isBusy={remove.isPending}
        submit={(reason) => remove.mutate({ cardId: id, reason })}
      />
      <ProblemAlert error={remove.error} />
    </ActSection>
  );
}

function Replacing({ card: { id, number } }: ActProps) {
  const replace = useReplaceCard();
  const print = (reason: string) =>
    replace.mutate(
      { cardId: id, reason },
      { onSuccess: (sheets) => saveFile(sheets, `tessera-al-posto-di-${number}.pdf`) },
    );
  return (
    <ActSection title="Sostituire">
      <p>
        Persa, rovinata, o password dimenticata. Si scarica un PDF con la tessera nuova e la sua
        lettera, una volta sola; la vecchia non paga più da quel momento e nessuno può riaprirla. Il
        credito passa alla nuova con due firme, dopo che i pagamenti già accettati sono arrivati
        sulla blockchain: si segue da «Credito da passare», nella pagina delle tessere.
      </p>
      <ReasonForm
        open="Sostituisci"
        label={`Perché si sostituisce la tessera ${number}`}
        confirm="Sostituisci e scarica il PDF"
        cancel="Lascia la tessera com'è"
        isBusy={replace.isPending}
        submit={print}
      />
      <ProblemAlert error={replace.error} />
    </ActSection>
  );
}

function Closing({ card: { id, number } }: ActProps) {
  const close = useCloseCard();
  return (
    <ActSection title="Chiudere">
      <p>
        La persona è morta o si è trasferita, e nessuno prende il suo posto. La tessera non paga
        più, per sempre; i buoni che contiene tornano al fondo dopo la fine del programma. Il valore
        locale non torna a nessuno: prima di chiudere, chi la porta può spenderlo.
      </p>
      <ReasonForm
        open="Chiudi"
        label={`Perché si chiude la tessera ${number}`}
        confirm="Chiudi per sempre"
        cancel="Lascia la tessera com'è"
        isBusy={close.isPending}
        submit={(reason) => close.mutate({ cardId: id, reason })}
      />
      <ProblemAlert error={close.error} />
    </ActSection>
  );
}
