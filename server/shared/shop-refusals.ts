import type { ShopPaymentRefusal } from "#core/payment/judge-shop-payment.ts";

import type { RefusalText } from "./earning-refusals.ts";

/** Refusals of a shop that keeps its own wallet, or pays another one. */
export type ShopRefusal =
  | { code: "unknown_wallet" }
  | {
      code: "wrong_wallet";
      fault: string;
      details: readonly { field: string; message: string }[];
    }
  | { code: "address_taken"; by: string }
  | { code: "wrong_key" }
  | { code: "terms_changed" }
  | { code: "unknown_shop" }
  | Exclude<
      ShopPaymentRefusal,
      {
        code:
          | "merchant_not_active"
          | "amount_above_limit"
          | "settlement_backlog"
          | "too_many_open_payments";
      }
    >;

/** As in `problem.ts`, of which this is a part. */
export const SHOP_REFUSALS = {
  unknown_wallet: {
    status: 404,
    title:
      "Questo portafoglio non è di un negozio convenzionato: scegliere l'account giusto, o rivolgersi all'ufficio del Comune.",
  },
  wrong_wallet: { status: 422, title: "L'indirizzo del portafoglio non va bene." },
  address_taken: {
    status: 409,
    title: "Questo indirizzo è già di qualcun altro: il negozio ne usi uno solo suo.",
  },
  wrong_key: {
    status: 403,
    title: "La firma non è del portafoglio di questo negozio: scegliere l'account giusto.",
  },
  terms_changed: {
    status: 409,
    title: "Nel frattempo c'è stato un altro movimento: firmare di nuovo.",
  },
  unknown_shop: {
    status: 404,
    title: "Nessun negozio ha questo numero: ricontrollarlo, o inquadrare il suo QR.",
  },
  own_shop: { status: 409, title: "È il numero di questo stesso negozio." },
  payee_not_active: {
    status: 409,
    title: "L'altro negozio non è attivo nella convenzione: ora non può ricevere.",
  },
  payee_takes_none: { status: 409, title: "L'altro negozio non accetta valore locale." },
  shop_value_short: { status: 409, title: "Il negozio non ha tanto valore locale." },
} as const satisfies Record<ShopRefusal["code"], RefusalText>;
