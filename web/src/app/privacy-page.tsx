import { PageLayout } from "./page-layout.tsx";
import { MailLink, TownName } from "./town-contacts.tsx";

/** `/privacy`: what happens to people's data here (GDPR art. 13 and 14), in words that anyone can read. */
export function PrivacyPage() {
  return (
    <PageLayout title="Privacy">
      <h1>I suoi dati personali</h1>
      <p className="lead">
        Informativa per chi riceve i buoni, per i negozi e per chi visita queste pagine (artt. 13 e
        14 del Regolamento UE 2016/679).
      </p>
      <Who />
      <What />
      <Chain />
      <HowLong />
      <Rights />
      <Visitors />
    </PageLayout>
  );
}

function Who() {
  return (
    <>
      <h2 className="h4">Chi li tratta, e perché</h2>
      <p>
        Il titolare è <TownName />. Tratta i dati per dare i buoni a chi ne ha diritto, farli
        spendere nei negozi convenzionati, rimborsare i negozi e rendere conto della spesa: è un
        compito di interesse pubblico (art. 6, comma 1, lettera e). Le scritture contabili si
        tengono per obbligo di legge (lettera c). Senza questi dati il buono non si può dare.
      </p>
      <p>
        Responsabile della protezione dei dati:{" "}
        <MailLink which="privacyEmail" otherwise="il recapito è sul sito del Comune" />.
      </p>
    </>
  );
}

function What() {
  return (
    <>
      <h2 className="h4">Quali dati</h2>
      <ul>
        <li>
          Di chi riceve i buoni: cognome e nome, codice fiscale, telefono se c'è, quante persone
          sono in famiglia, protocollo e importo della graduatoria (li ha il Comune dalla domanda),
          la tessera, quanto si spende e in quale negozio. Non che cosa si compra. Se si partecipa:
          le azioni civiche, quante visite ha portato il proprio link alle iniziative e i premi in
          valore locale.
        </li>
        <li>
          Di chi legge un'iniziativa del Comune: nulla che dica chi è. Per contarlo una volta sola
          si tiene fino a sera un'impronta dell'indirizzo di rete; di notte si cancella.
        </li>
        <li>
          Di chi usa la bacheca: gli annunci e le fotografie, che vede chi ha una tessera, senza
          nome; i messaggi, cifrati, che leggono solo i due che se li scrivono e, se uno di loro
          chiama il Comune, chi deve decidere.
        </li>
        <li>
          Di chi segnala qualcosa che non riesce a usare: ciò che scrive e, solo se lo lascia, un
          recapito; cifrati.
        </li>
        <li>Dei negozi: ragione sociale, partita IVA, indirizzo, IBAN, incassi con i buoni.</li>
        <li>
          La password della tessera non la conosce nessuno, nemmeno il Comune: non è conservata.
        </li>
      </ul>
      <p>
        I nomi sono cifrati. In ufficio li vede in chiaro solo chi segue le persone e le tessere, e
        ogni volta resta scritto. Alla cassa non compare mai il nome. Li riceve soltanto chi
        gestisce il servizio per conto del Comune; la banca riceve i dati dei negozi, per i
        bonifici. Nessuna decisione è presa da un programma da solo.
      </p>
    </>
  );
}

function Chain() {
  return (
    <>
      <h2 className="h4">Che cosa è pubblico</h2>
      <p>
        I movimenti dei buoni sono scritti su una blockchain, perché chiunque possa controllare la
        spesa: importi, numeri di conto casuali, momento della registrazione. Nessun nome, nessun
        codice fiscale, nemmeno in forma cifrata. Ogni ricarica arriva su conti nuovi, e i pagamenti
        si registrano a gruppi, più tardi e in ordine casuale. Chi ha visto un acquisto di persona
        potrebbe riconoscerlo; degli altri acquisti della stessa famiglia trova poco, e quanto poco
        è misurato. Ciò che è sulla blockchain non si può cancellare: si cancella, qui, di chi era.
      </p>
    </>
  );
}

function HowLong() {
  return (
    <>
      <h2 className="h4">Per quanto tempo</h2>
      <p>
        Chi è la persona si cancella da solo, di regola dodici mesi dopo la fine dell'ultimo
        programma a cui ha partecipato e l'ultimo uso della tessera; il valore locale rimasto va
        perso. I conti di ricariche e pagamenti restano, senza nome. Gli annunci della bacheca, con
        i loro messaggi, si cancellano trenta giorni dopo la fine. Le segnalazioni di accessibilità,
        centottanta giorni dopo la risposta. Gli accessi di chi lavora in ufficio si tengono sei
        mesi; il registro degli atti, che non contiene nomi, non si cancella.
      </p>
    </>
  );
}

function Rights() {
  return (
    <>
      <h2 className="h4">Che cosa può chiedere</h2>
      <p>
        Una copia di tutto ciò che il Comune ha su di lei, la correzione di ciò che è sbagliato, la
        cancellazione quando i dati non servono più a un programma aperto, la limitazione o
        l'opposizione. Si chiede all'ufficio che segue i buoni, allo sportello o scrivendo a{" "}
        <MailLink which="officeEmail" otherwise="l'indirizzo che è sul sito del Comune" />: la
        risposta arriva entro un mese. Chi pensa che i suoi dati siano trattati male può anche
        rivolgersi al Garante per la protezione dei dati personali.
      </p>
    </>
  );
}

function Visitors() {
  return (
    <>
      <h2 className="h4">Chi visita queste pagine</h2>
      <p>
        Le pagine pubbliche non usano cookie, non contano le visite e non caricano nulla da altri
        siti. Cassa e ufficio usano un solo cookie tecnico ciascuno, che tiene aperta la sessione.
        Dove serve, il browser conserva da sé impostazioni della cassa e movimenti pubblici già
        letti della blockchain. Se in <q>Trasparenza</q> si sceglie un altro nodo, il browser chiede
        a quel nodo, che vede l'indirizzo di chi chiede.
      </p>
    </>
  );
}
