/** What is said of shops that keep their own wallet, and of shops that pay each other. */
export const ENGLISH_WALLET: Readonly<Record<string, string>> = {
  oppure: "or",
  "Entra con il tuo portafoglio": "Enter with your wallet",
  "Solo per i negozi che ricevono su un portafoglio proprio: si firma un messaggio, non costa e non muove nulla.":
    "Only for shops that are paid on a wallet of their own: you sign a message, it costs and moves nothing.",
  "In attesa della firma nel portafoglio…": "Waiting for the signature in the wallet…",
  "Conferma con il portafoglio": "Confirm with the wallet",
  "Qui non c'è nessun portafoglio: aprire questa pagina nel browser del portafoglio, o installarlo.":
    "There is no wallet here: open this page in your wallet's browser, or install one.",
  "Firma rifiutata: non è successo nulla.": "Signature refused: nothing has happened.",
  "Il portafoglio è su un altro account: scegliere quello del negozio.":
    "The wallet is on another account: choose the shop's.",
  "Il portafoglio non conosce la rete del Comune: aggiungerla nelle sue impostazioni.":
    "The wallet does not know the town's network: add it in its settings.",
  "Il portafoglio non ha firmato: riprovare.": "The wallet did not sign: try again.",
  "Firma e paga {0}": "Sign and pay {0}",
  "Il portafoglio mostra a chi e quanto: controllarlo, poi firmare lì.":
    "The wallet shows whom and how much: check it, then sign there.",
  "in valore locale": "in local value",
  "Pagamenti ({0})": "Payments ({0})",
  "Paga un altro negozio": "Pay another shop",
  "Un altro negozio": "Another shop",
  "Farsi pagare da un altro negozio": "Be paid by another shop",
  "L'altro negozio inquadra questo QR, o scrive il numero {0}.":
    "The other shop scans this QR, or types the number {0}.",
  "Codice QR di questo negozio": "This shop's QR code",
  "In valore locale. Il QR e il numero sono nella cassa dell'altro negozio, in «Cassa».":
    "In local value. QR and number are on the other shop's till, under “Till”.",
  "Inquadrare il QR dell'altro negozio": "Scan the other shop's QR",
  "Oppure il numero dell'altro negozio": "Or the other shop's number",
  "È il numero di questo stesso negozio.": "That is this very shop's number.",
  "{0} non accetta valore locale.": "{0} takes no local value.",
  "Questo QR è di qualcos'altro: serve quello dell'altro negozio.":
    "This QR is of something else: the other shop's is needed.",
  "Quanto a {0}?": "How much to {0}?",
  "Importo in valore locale": "Amount in local value",
  "Paga {0} in valore locale": "Pay {0} in local value",
  "a {0} (n. {1})": "to {0} (no. {1})",
  "in valore locale a {0} (n. {1})": "in local value to {0} (no. {1})",
  "La linea si è interrotta mentre si pagava {0}. Non rifare il pagamento: la risposta appare qui appena la linea torna, anche se si ricarica la pagina.":
    "The line broke while {0} was being paid. Do not pay again: the answer appears here as soon as the line is back, even if the page is reloaded.",
  Inviato: "Sent",
  "Firmato dal suo portafoglio: vale quando negli incassi è «registrato», di solito in pochi minuti. Fino ad allora non spostare quel valore.":
    "Signed by your wallet: it holds once it is “registered” among the takings, usually within minutes. Until then do not move that value.",
  "Restano al negozio {0} in valore locale": "The shop has {0} left in local value",
  "Verificato: il pagamento non è partito e al negozio non manca nulla.":
    "Checked: the payment never left, and the shop lacks nothing.",
  "Pagati ad altri negozi, in valore locale": "Paid to other shops, in local value",
  "tornati {0}": "{0} came back",
  inviato: "sent",
  "annullato dall'altro negozio: è tornato": "voided by the other shop: it came back",
  "non registrato: il valore non è passato": "not registered: the value did not pass",
  "in arrivo: vale quando è registrato": "arriving: it holds once registered",
  "non registrato: il valore non è arrivato": "not registered: the value never arrived",
  "da {0}": "from {0}",
  "Pagato in valore locale da un altro negozio": "Paid in local value by another shop",
  "Si può restituire finché il negozio non l'ha speso.":
    "It can be given back until the shop has spent it.",
  "Questo portafoglio non è di un negozio convenzionato: scegliere l'account giusto, o rivolgersi all'ufficio del Comune.":
    "This wallet is no affiliated shop's: choose the right account, or turn to the town's office.",
  "La firma non è del portafoglio di questo negozio: scegliere l'account giusto.":
    "The signature is not of this shop's wallet: choose the right account.",
  "Nel frattempo c'è stato un altro movimento: firmare di nuovo.":
    "There was another movement meanwhile: sign again.",
  "Nessun negozio ha questo numero: ricontrollarlo, o inquadrare il suo QR.":
    "No shop has this number: check it, or scan its QR.",
  "L'altro negozio non è attivo nella convenzione: ora non può ricevere.":
    "The other shop is not active in the agreement: it cannot receive now.",
  "L'altro negozio non accetta valore locale.": "The other shop takes no local value.",
  "Il negozio non ha tanto valore locale.": "The shop does not have that much local value.",
  "Accesso non riuscito: la firma non è valida o è scaduta.":
    "Sign-in failed: the signature is not valid or has expired.",
};
