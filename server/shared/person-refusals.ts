import type { ErasureRefusal } from "#core/programme/judge-erasure.ts";

import type { RefusalText } from "./earning-refusals.ts";

/** Refusals of what the office does with a person's data. */
export type PersonRefusal = { code: "person_known" } | ErasureRefusal;

/** As in `problem.ts`, of which this is a part. */
export const PERSON_REFUSALS = {
  person_known: {
    status: 409,
    title: "Questo codice fiscale è già di un'altra persona in archivio.",
  },
  person_has_card: {
    status: 409,
    title: "Questa persona ha ancora una tessera: prima la si chiude.",
  },
  person_has_open_movements: {
    status: 409,
    title: "Ci sono pagamenti di questa persona ancora in corso: riprovare quando sono registrati.",
  },
  person_has_value: {
    status: 409,
    title: "Sui conti di questa persona ci sono ancora buoni: prima rientrano nel fondo.",
  },
  person_has_local_value: {
    status: 409,
    title:
      "Sui conti resta valore locale: con la cancellazione va perso, e la persona deve saperlo.",
  },
  person_needed: {
    status: 409,
    title:
      "Il programma è ancora aperto e i dati servono: prima la si ritira, o si aspetta la fine.",
  },
} as const satisfies Record<PersonRefusal["code"], RefusalText>;
