import type { CardView } from "../../web/src/shared/api/types.ts";
import { CARD_CODE, CARD_PASSWORD } from "./fake-till.ts";
import { TOWN, VOUCHER } from "./fake-town.ts";
import { type FakeApi, problem } from "./page-server.ts";

export const PAID_IN = `0x${"ab".repeat(32)}`;

/** A card with one voucher to spend, one that expired, and a movement of each kind. */
export function fakeCard(): CardView {
  const programme = "Buoni spesa 2026";
  return {
    number: "12345674",
    status: "active",
    availableCents: "13770",
    vouchers: [
      {
        programme,
        availableCents: "13770",
        arrivingCents: "5000",
        spendableFrom: "2020-11-23T23:00:00.000Z",
        spendableUntil: "2099-12-31T23:00:00.000Z",
        voucher: VOUCHER,
        categories: ["alimentari", "farmacia"],
      },
      {
        programme: "Buoni natale 2020",
        availableCents: "0",
        arrivingCents: "0",
        spendableFrom: "2020-11-23T23:00:00.000Z",
        spendableUntil: "2020-12-31T23:00:00.000Z",
        voucher: `0x${"c".repeat(40)}`,
        categories: ["alimentari"],
      },
    ],
    localValue: { availableCents: "840", token: `0x${"d".repeat(40)}` },
    movements: [
      {
        at: "2026-11-24T10:30:00.000Z",
        kind: "reward",
        unit: "local",
        amountCents: "840",
        state: "settled",
        programme: "Valore locale",
        transactionHash: `0x${"ef".repeat(32)}`,
      },
      {
        at: "2026-11-24T09:30:00.000Z",
        kind: "payment",
        unit: "euro",
        amountCents: "1230",
        merchant: "Esercente 7",
        till: "banco",
        state: "accepted",
        programme,
      },
      {
        at: "2026-11-22T09:30:00.000Z",
        kind: "payment",
        unit: "euro",
        amountCents: "2500",
        merchant: "Esercente 7",
        state: "settled",
        programme,
        transactionHash: PAID_IN,
      },
      {
        at: "2026-11-20T09:30:00.000Z",
        kind: "issuance",
        unit: "euro",
        amountCents: "17500",
        state: "settled",
        programme,
        transactionHash: `0x${"cd".repeat(32)}`,
      },
    ],
  };
}

/** The service's answers to a citizen who shows this card. */
export function cardApi(card: CardView): FakeApi {
  return {
    "GET /api/town": { body: TOWN },
    "POST /api/card-views": (body) => {
      const { cardCode, password } = JSON.parse(body) as Record<string, string>;
      if (cardCode !== CARD_CODE) return problem(404, "unknown_code", "Tessera non riconosciuta.");
      if (password !== CARD_PASSWORD)
        return problem(403, "wrong_password", "Password sbagliata.", { triesLeft: 1 });
      return { body: card };
    },
    "POST /api/card-passwords": (body) => {
      const { password, newPassword } = JSON.parse(body) as Record<string, string>;
      if (newPassword === "24121950")
        return problem(422, "weak_password", "Questa password è facile da indovinare.", {
          reason: "date",
        });
      if (password !== CARD_PASSWORD)
        return problem(403, "wrong_password", "Password sbagliata.", { triesLeft: 1 });
      return { status: 204, body: "" };
    },
    "POST /api/card-blocks": (body) => {
      const { password } = JSON.parse(body) as Record<string, string>;
      if (password !== CARD_PASSWORD)
        return problem(403, "wrong_password", "Password sbagliata.", { triesLeft: 1 });
      return { status: 204, body: "" };
    },
  };
}
