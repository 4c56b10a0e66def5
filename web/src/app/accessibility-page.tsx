import { FeedbackForm } from "../features/feedback/feedback-form.tsx";
import { ReplyForm } from "../features/feedback/reply-form.tsx";
import { useTown } from "../shared/api/read-town.ts";
import { PageLayout } from "./page-layout.tsx";
import { MailLink } from "./town-contacts.tsx";

/** `/accessibilita`: what was done so that everyone can use these pages, what is not known, and whom to tell. */
export function AccessibilityPage() {
  return (
    <PageLayout title="Accessibilità">
      <h1>Accessibilità</h1>
      <p className="lead">
        Queste pagine vogliono essere usabili da chiunque: anche senza mouse, con uno schermo
        piccolo, con i caratteri ingranditi, con un lettore di schermo.
      </p>
      <h2 className="h4">Che cosa si è fatto</h2>
      <ul>
        <li>
          Il riferimento sono le WCAG 2.2, livello AA. Un controllo automatico (axe) prova le
          schermate a ogni modifica del programma, e la cassa si prova anche con la sola tastiera.
        </li>
        <li>Nessuna informazione è data solo dal colore: c'è sempre anche una scritta.</li>
        <li>Cassa e tessera non hanno scadenze a tempo: ci si può fermare quanto serve.</li>
        <li>
          La fotocamera non è mai necessaria: il codice della tessera si può sempre scrivere. Chi
          non ha un telefono può leggere il saldo alla cassa o in ufficio.
        </li>
      </ul>
      <h2 className="h4">Che cosa manca</h2>
      <ul>
        <li>
          Un controllo automatico trova solo una parte dei problemi: manca ancora la prova fatta con
          persone con disabilità e con i diversi lettori di schermo.
        </li>
        <li>Cassa e tessera sono anche in inglese; le altre pagine sono solo in italiano.</li>
        <li>
          La tessera stampata non ha scritte in Braille: la si può distinguere piegandone un angolo,
          purché il QR resti intero.
        </li>
      </ul>
      <h2 className="h4">Segnalazioni</h2>
      <p>
        Chi non riesce a usare qualcosa lo scriva qui: il Comune risponde entro trenta giorni. Si
        può anche dirlo all'ufficio che segue i buoni, di persona, per telefono o scrivendo a{" "}
        <MailLink which="officeEmail" otherwise="l'indirizzo che è sul sito del Comune" />: chi è
        allo sportello può fare la stessa cosa insieme a lui. Chi non ha risposta entro trenta
        giorni, o non ne è contento, può rivolgersi al difensore civico per il digitale, presso
        l'AgID.
      </p>
      <FeedbackForm />
      <h3 className="h5">La risposta</h3>
      <ReplyForm />
      <p>
        <small>
          Ciò che si scrive resta in questo servizio, cifrato; lo legge solo chi in ufficio segue le
          persone. Si cancella 180 giorni dopo la risposta, o un anno dopo se nessuno ha risposto.
        </small>
      </p>
      <Statement />
    </PageLayout>
  );
}

function Statement() {
  const url = useTown().data?.contacts.accessibilityUrl;
  return (
    <p>
      La{" "}
      {url === undefined ? (
        "dichiarazione di accessibilità"
      ) : (
        <a href={url}>dichiarazione di accessibilità</a>
      )}{" "}
      prevista dalla legge 4/2004 è pubblicata dal Comune. Stato di queste pagine secondo
      l'autovalutazione: parzialmente conformi alle WCAG 2.2 AA, per ciò che manca qui sopra.
    </p>
  );
}
