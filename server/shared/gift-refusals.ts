import type { GiftRefusal } from "#core/gift/judge-gift.ts";

import type { RefusalText } from "./earning-refusals.ts";

/** Refusals of gifts that nothing else is refused with. */
export type GivingRefusal =
  | { code: "unknown_receiver" }
  | { code: "name_taken" }
  | Extract<
      GiftRefusal,
      {
        code:
          | "gift_to_oneself"
          | "receiver_not_available"
          | "gift_day_gifts"
          | "gift_day_limit"
          | "not_enough_to_give";
      }
    >;

/** As in `problem.ts`, of which this is a part. */
export const GIVING_REFUSALS = {
  unknown_receiver: {
    status: 404,
    title: "Nessuna tessera con questo numero: ricontrollarlo con chi deve ricevere.",
  },
  name_taken: { status: 409, title: "Un'altra associazione si chiama già così." },
  gift_to_oneself: { status: 409, title: "È la sua stessa tessera: scegliere chi deve ricevere." },
  receiver_not_available: {
    status: 409,
    title: "Chi deve ricevere ora non può: non si è dato nulla.",
  },
  gift_day_gifts: {
    status: 409,
    title: "Oggi con questa tessera si è già dato tutte le volte permesse in un giorno.",
  },
  gift_day_limit: {
    status: 409,
    title: "Con questa tessera oggi non si può dare tanto: c'è un massimo per ogni giorno.",
  },
  not_enough_to_give: { status: 409, title: "Il valore locale sulla tessera non basta." },
} as const satisfies Record<GivingRefusal["code"], RefusalText>;
