import { ENGLISH_SHOP } from "./english-shop.ts";
import { ENGLISH_WALLET } from "./english-wallet.ts";

/** What is said around a sale: reading a card, the password, the answer, and why not. */
const ENGLISH_SALE: Readonly<Record<string, string>> = {
  "In attesa della conferma sul telefono della persona":
    "Waiting for the confirmation on the person's phone",
  "La persona apre «La mia tessera» sul suo telefono e tocca «Confermo». Non c'è fretta: dalla tessera non è ancora uscito nulla.":
    "The person opens “La mia tessera” on their phone and touches “Confermo”. There is no hurry: nothing has left the card yet.",
  "All'ufficio si dice l'indirizzo da cui si prova: {0}.":
    "Tell the office the address that you try from: {0}.",
  "Chiedi di nuovo": "Ask again",
  "In attesa della conferma sul telefono della persona.":
    "Waiting for the confirmation on the person's phone.",
  "Dal telefono della persona il pagamento è stato rifiutato.":
    "The payment was refused on the person's phone.",
  "Sul telefono della persona nessuno ha confermato in tempo: rifare la vendita.":
    "Nobody confirmed in time on the person's phone: make the sale again.",
  "Sul telefono della persona aspetta già un altro pagamento: prima si risponde a quello, o si aspettano cinque minuti.":
    "Another payment already waits on the person's phone: answer that one first, or wait five minutes.",
  "Dal telefono della persona sono arrivati troppi rifiuti: per un'ora non si chiedono altre conferme.":
    "Too many refusals came from the person's phone: for an hour no more confirmations are asked for.",
  "Cancella l'ultima": "Erase the last one",
  "La linea non va.": "The line is down.",
  "Controllare la connessione e riprovare.": "Check the connection and try again.",
  "Tastiera della password": "Password keypad",
  "Un momento…": "One moment…",
  "Mescola e nascondi i tasti": "Shuffle and hide the keys",
  "Tasti in ordine": "Keys in order",
  "La password ha solo cifre": "The password is digits only",
  "La password ha delle lettere": "The password has letters",
  "{0} caratteri, almeno {1}": "{0} characters, at least {1}",
  "{0} cifre su {1}": "{0} digits of {1}",
  "È la tessera di un altro Comune ({0}).": "This card is from another town ({0}).",
  "Rivolgersi all'ufficio del Comune.": "Ask the town's office.",
  "La tessera resta bloccata finché l'ufficio non interviene.":
    "The card stays blocked until the office acts.",
  "Chiedere al cliente quella nuova: il credito è passato lì.":
    "Ask the customer for the new one: the credit has moved there.",
  "Avvisare l'ufficio del Comune che segue la convenzione.":
    "Tell the town's office that looks after the agreement.",
  "Controllare che il foglio o la tessera sia di questo Comune.":
    "Check that the sheet or card is from this town.",
  "Qui valgono solo le tessere di questo Comune.": "Only this town's cards are taken here.",
  "La tessera si è bloccata per un po'.": "The card is locked for a while.",
  "Servono almeno 8 cifre o lettere.": "At least 8 digits or letters are needed.",
  "Al massimo 64 caratteri.": "64 characters at most.",
  "Sono sempre le stesse cifre.": "They are the same digits over and over.",
  "Sono cifre o lettere in fila.": "They are digits or letters in a row.",
  "È un disegno sulla tastiera.": "It is a drawing on the keypad.",
  "Sembra una data: quelle di nascita sono le prime che si provano.":
    "It looks like a date: birthdays are what is tried first.",
  "È una delle parole che si provano per prime.": "It is one of the words that are tried first.",
  "È scritta sulla tessera o sulla lettera.": "It is written on the card or the letter.",
  "Resta un solo tentativo.": "One try is left.",
  "Restano {0} tentativi.": "{0} tries are left.",
  "Si potrà riprovare dalle {0}; l'ufficio del Comune può sbloccarla prima.":
    "Try again from {0}; the town's office can unlock it sooner.",
  "Oggi si possono dare ancora {0}.": "Today {0} more can be given.",
  "Sulla tessera restano {0}.": "{0} are left on the card.",
  "Il massimo per un pagamento è {0}.": "The most for one payment is {0}.",
  "Oggi si possono pagare ancora {0} sui {1} di ogni giorno: il resto in euro, o domani.":
    "Today {0} more of the {1} a day can be paid: the rest in euros, or tomorrow.",
  "Si potrà di nuovo dal {0}.": "It can again from {0}.",
  "Si potranno spendere dal {0}.": "They can be spent from {0}.",
  "Erano spendibili fino al {0}.": "They could be spent until {0}.",
  "Questo QR è di qualcos'altro: qui serve {0}.": "This QR is for something else: {0} is needed.",
  "Questo codice è {0}: qui serve {1}.": "This code is {0}: {1} is needed.",
  "la tessera del cittadino": "the citizen's card",
  "il foglio di attivazione del negozio": "the shop's activation sheet",
  "il foglio di chi organizza un'azione": "the organiser's sheet of an action",
  "il codice di un premio": "a reward's code",
  "il codice di una segnalazione": "the code of a piece of feedback",
  "Si potrà riprovare dalle {0}.": "It can be tried again from {0}.",
  "È già su questa tessera.": "It is on this card already.",
  "Il codice ha {0} caratteri, qui ce ne sono {1}: ricontrollare.":
    "The code has {0} characters, here are {1}: check it.",
  "Nel codice non c'è mai «{0}»: ricontrollare quel carattere.":
    "A code never has “{0}”: check that character.",
  "Un carattere è sbagliato: ricontrollare il codice.": "One character is wrong: check the code.",
  "Questo codice non è di questo servizio.": "This code is not of this service.",
  "Si può sempre scrivere il codice.": "The code can always be typed.",
  "La fotocamera non è permessa a questa pagina: consentirla nelle impostazioni.":
    "This page may not use the camera: allow it in the settings.",
  "Questo dispositivo non ha una fotocamera.": "This device has no camera.",
  "Il browser dà la fotocamera solo alle pagine con https.":
    "The browser gives the camera to https pages only.",
  "La fotocamera non si avvia: forse la usa un'altra applicazione.":
    "The camera does not start: another app may be using it.",
  "Riprova la fotocamera": "Try the camera again",
  Luce: "Light",
  "La fotocamera si avvia…": "The camera is starting…",
  "Non si legge? Se il QR è strappato o sporco, scrivere il codice stampato sotto.":
    "Not reading? If the QR is torn or dirty, type the code printed below it.",
  "La fotocamera non legge?": "Camera not reading?",
  "Nella fotografia non si vede un QR: riprovare da più vicino.":
    "No QR can be seen in the photograph: try from closer.",
  "Oppure una fotografia del QR": "Or a photograph of the QR",
  "Sei gruppi di cinque lettere e cifre, sotto il QR.":
    "Six groups of five letters and digits, below the QR.",
  Continua: "Continue",
  "Il cliente paga": "The customer pays",
  "e {0} in contanti": "and {0} in cash",
  "Passare il telefono al cliente: la sua password": "Hand over the phone: the customer's password",
  "Paga {0}": "Pay {0}",
  "Annulla la vendita": "Cancel the sale",
  "È più di quanto vale un solo pagamento: al massimo {0}. Ricontrollare le cifre.":
    "That is more than one payment may be: at most {0}. Check the digits.",
  "Quanto paga il cliente?": "How much does the customer pay?",
  Importo: "Amount",
  "Avanti: la tessera": "Next: the card",
  "La tessera del cliente": "The customer's card",
  "Da pagare:": "To pay:",
  "Inquadrare il QR della tessera": "Point at the card's QR",
  "Codice della tessera": "Card code",
  "Non pagato": "Not paid",
  "Nuova vendita": "New sale",
  "{0} con la tessera e {1} in contanti": "{0} by card and {1} in cash",
  "Riprova la password": "Try the password again",
  "Prova un'altra tessera": "Try another card",
  "La linea si era interrotta.": "The line had been cut.",
  "Verificato: il pagamento non è partito e sulla tessera non manca nulla.":
    "Checked: the payment did not happen and nothing is missing from the card.",
  "Rifai il pagamento": "Pay again",
  Pagato: "Paid",
  "Da incassare in contanti: {0}": "To collect in cash: {0}",
  "Restano sulla tessera {0}": "{0} are left on the card",
  "Tessera {0} · {1}": "Card {0} · {1}",
  "Tastiera dell'importo": "Amount keypad",
  "Pagamento di {0} in corso…": "Paying {0}…",
  "Tessera letta. Un momento…": "Card read. One moment…",
  "Nulla è stato chiesto alla tessera: la vendita può riprendere da qui.":
    "Nothing was asked of the card: the sale can go on from here.",
  "Esito incerto: sto verificando": "Outcome uncertain: checking",
  "La linea si è interrotta durante il pagamento delle {0}. Non consegnare la merce e non rifare la vendita: la risposta appare qui appena la linea torna, anche se si ricarica la pagina.":
    "The line was cut during the payment of {0}. Do not hand over the goods and do not repeat the sale: the answer appears here as soon as the line is back, also if the page is reloaded.",
  "La tessera non copre tutto": "The card does not cover it all",
  "Con i buoni": "With vouchers",
  "In contanti": "In cash",
  "Va bene: {0} dalla tessera": "All right: {0} from the card",
  "Password sbagliata.": "Wrong password.",
  "La tessera non ha buoni da spendere.": "The card has no vouchers to spend.",
  "I buoni non sono ancora spendibili.": "The vouchers cannot be spent yet.",
  "Con questa tessera oggi si è già speso quanto è permesso in un giorno.":
    "This card has spent today as much as a day allows.",
  "Con questa tessera oggi si sono già fatti tutti i pagamenti permessi in un giorno.":
    "This card has made today as many payments as a day allows.",
  "Questi buoni pagano solo fino a un massimo per ogni acquisto.":
    "These vouchers pay only up to a maximum for each purchase.",
  "Con questi buoni oggi la tessera ha già speso quanto il programma permette in un giorno.":
    "With these vouchers the card has already spent today what the programme allows in a day.",
  "Ora la tessera può pagare {0}: il resto in euro.":
    "The card can pay {0} now: the rest in euros.",
  "In questo negozio la tessera ha già speso quanto è permesso in un giorno.":
    "At this shop the card has spent as much as a day allows.",
  "Questa cassa ha già incassato quanto è permesso in un giorno.":
    "This till has taken as much as a day allows.",
  "Questa cassa ha già fatto tutti i pagamenti permessi in un giorno.":
    "This till has taken as many payments as a day allows.",
  "I buoni sono scaduti.": "The vouchers have expired.",
  "I buoni di questo programma non si stornano più: rivolgersi all'ufficio.":
    "This programme's vouchers can no longer be given back: turn to the office.",
  "I buoni di questa tessera non valgono in questo tipo di negozio.":
    "This card's vouchers are not valid in this kind of shop.",
  "Il credito non basta: il resto si paga in contanti.":
    "There is not enough credit: the rest is paid in cash.",
  "Troppi pagamenti ravvicinati con questa tessera: riprovare tra qualche minuto.":
    "Too many payments in a row with this card: try again in a few minutes.",
  "L'importo supera il massimo per un solo pagamento.":
    "The amount is above the most for one payment.",
  "Il negozio non è attivo nella convenzione.": "The shop is not active in the agreement.",
  "Tessera non riconosciuta da questo Comune.": "This town does not know this card.",
  "Troppe password sbagliate: rivolgersi all'ufficio.":
    "Too many wrong passwords: ask the town's office.",
  "La tessera non è ancora attiva.": "The card is not active yet.",
  "La tessera è bloccata.": "The card is blocked.",
  "È una tessera vecchia: è stata sostituita.": "This is an old card: it was replaced.",
  "La tessera è chiusa.": "The card is closed.",
};

/** English for the sentences that the till says in Italian. */
export const ENGLISH: Readonly<Record<string, string>> = {
  ...ENGLISH_SALE,
  ...ENGLISH_SHOP,
  ...ENGLISH_WALLET,
};
