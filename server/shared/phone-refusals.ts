import type { ConfirmationRefusal } from "#core/payment/phone-confirmation.ts";

import type { RefusalText } from "./earning-refusals.ts";

/** What is refused where a card's payments are confirmed on its holder's telephone. */
export type PhoneRefusal =
  ConfirmationRefusal | { code: "phone_required" } | { code: "phone_known" };

export const PHONE_REFUSALS = {
  phone_required: {
    status: 403,
    title:
      "Serve il telefono che conferma i pagamenti di questa tessera. Se è perso, ci pensa l'ufficio del Comune.",
  },
  phone_known: {
    status: 409,
    title:
      "Un telefono conferma già i pagamenti di questa tessera: per cambiarlo, prima si toglie da lì. Se è perso, ci pensa l'ufficio del Comune.",
  },
  confirmation_waiting: {
    status: 409,
    title: "In attesa della conferma sul telefono della persona.",
  },
  confirmation_refused: {
    status: 409,
    title: "Dal telefono della persona il pagamento è stato rifiutato.",
  },
  confirmation_expired: {
    status: 409,
    title: "Sul telefono della persona nessuno ha confermato in tempo: rifare la vendita.",
  },
  confirmation_elsewhere: {
    status: 409,
    title:
      "Sul telefono della persona aspetta già un altro pagamento: prima si risponde a quello, o si aspettano cinque minuti.",
  },
  confirmation_refused_often: {
    status: 409,
    title:
      "Dal telefono della persona sono arrivati troppi rifiuti: per un'ora non si chiedono altre conferme.",
  },
} as const satisfies Record<PhoneRefusal["code"], RefusalText>;
