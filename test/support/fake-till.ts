import { encodeCode } from "#core/card/card-code.ts";
import { splitBill } from "#core/payment/split-bill.ts";
import { cents } from "#core/shared/money.ts";

import { partsToJson } from "../../server/payments/payment-view.ts";
import type {
  Acceptance,
  Closing,
  Cover,
  PaymentInput,
  ShopLocalValue,
  Till,
  TillDay,
  TillStatements,
} from "../../web/src/shared/api/types.ts";
import { TOWN } from "./fake-town.ts";
import { type FakeAnswer, type FakeApi, problem } from "./page-server.ts";

export const CARD_CODE = encodeCode("card", new Uint8Array(16).fill(7));
export const SHEET_CODE = encodeCode("activation", new Uint8Array(16).fill(9));
export const CARD_PASSWORD = "12345678";
export const SHOP_PASSWORD = "87654321";

/** What the fake service holds for the till. Tests change it and look at it. */
export type FakeTill = {
  till: Till | undefined;
  day: TillDay;
  statements: TillStatements;
  closings: Closing[];
  /** Every payment asked for, as it came. */
  asked: PaymentInput[];
  accepted: Acceptance[];
  /** What a card has to spend, in cents; more is covered in part. */
  available: bigint;
  /** What it has of local value. */
  local: bigint;
  shopLocal: ShopLocalValue;
};

export function fakeShop(): Till {
  return {
    id: "33333333-3333-4333-8333-333333333333",
    label: "Cassa",
    merchant: {
      id: "44444444-4444-4444-8444-444444444444",
      businessName: "Alimentari Da Pina",
      category: "alimentari",
      state: "active",
      localPercent: 0,
      number: 1,
    },
    isSettlementDelayed: false,
    hasPasskey: false,
    operators: [],
    largestPaymentCents: "1000000",
    activatedAt: "2026-11-24T08:00:00.000Z",
  };
}

export function createFakeTill(): FakeTill {
  return {
    till: fakeShop(),
    day: { day: "2026-11-24", totalCents: "0", parts: [], count: 0, payments: [], toShops: [] },
    statements: { presentable: [], statements: [] },
    closings: [],
    asked: [],
    accepted: [],
    available: 15_000n,
    local: 0n,
    shopLocal: { availableCents: "0", movements: [] },
  };
}

export function acceptanceFor(paymentId: string, amountCents: string): Acceptance {
  return {
    paymentId,
    amountCents,
    parts: [{ kind: "voucher", amountCents }],
    leftCents: "13770",
    acceptedAt: "2026-11-24T09:30:00.000Z",
    cardNumber: "12345674",
    digests: [`0x${"5".repeat(64)}`],
  };
}

/** The service's answers to a till, out of what the fake holds. */
export function tillApi(state: FakeTill): FakeApi {
  const only = (answer: () => FakeAnswer) => () =>
    state.till === undefined
      ? problem(401, "till_required", "Questa cassa non è attiva: inquadrare il foglio.")
      : answer();
  return {
    "GET /api/town": { body: TOWN },
    "GET /api/tills/current": only(() => ({ body: state.till })),
    "POST /api/tills": (body) => activate(state, body),
    "DELETE /api/tills/current": () => {
      state.till = undefined;
      return { status: 204, body: "" };
    },
    "POST /api/payments/preview": (body) => ({ body: coverFor(state, body) }),
    "POST /api/payments": (body) => pay(state, body),
    "GET /api/tills": only(() => ({
      body: [{ id: state.till!.id, label: "Cassa", activatedAt: state.till!.activatedAt }],
    })),
    "GET /api/tills/current/local-value": only(() => ({ body: state.shopLocal })),
    "POST /api/tills/current/local-share": (body) => {
      const { percent } = JSON.parse(body) as { percent: number };
      state.till!.merchant.localPercent = percent;
      return { body: state.till };
    },
    "GET /api/tills/current/closings": only(() => ({ body: state.closings })),
    "GET /api/tills/current/payments": only(() => ({ body: state.day })),
    "GET /api/tills/current/statements": only(() => ({ body: state.statements })),
  };
}

function activate(state: FakeTill, body: string): FakeAnswer {
  const { activationCode, password } = JSON.parse(body) as Record<string, string>;
  if (activationCode !== SHEET_CODE) return problem(404, "unknown_code", "Foglio sconosciuto.");
  if (password !== SHOP_PASSWORD)
    return problem(403, "wrong_password", "Password sbagliata.", { triesLeft: 4 });
  state.till = fakeShop();
  return { status: 201, body: state.till };
}

function pay(state: FakeTill, body: string): FakeAnswer {
  const input = JSON.parse(body) as PaymentInput;
  state.asked.push(input);
  if (input.password !== CARD_PASSWORD)
    return problem(403, "wrong_password", "Password sbagliata.", { triesLeft: 3 });
  const acceptance = {
    ...acceptanceFor(input.paymentId, input.amountCents),
    ...(input.local === undefined ? {} : mixedFor(state, input.amountCents, input.local)),
  };
  state.accepted.push(acceptance);
  return { status: 201, body: acceptance };
}

function mixedFor(
  { local }: FakeTill,
  amountCents: string,
  { amountCents: localCents }: NonNullable<PaymentInput["local"]>,
) {
  const parts = partsToJson(cents(BigInt(amountCents)), cents(BigInt(localCents)));
  return { parts, localLeftCents: String(local - BigInt(localCents)) };
}

function coverFor({ till, available, local }: FakeTill, body: string): Cover {
  const bill = cents(BigInt((JSON.parse(body) as { amountCents: string }).amountCents));
  const acceptedPercent = till?.merchant.localPercent ?? 0;
  const funds = { voucher: cents(available), local: cents(local) };
  const { voucher, local: byLocal, cash } = splitBill({ bill, ...funds, acceptedPercent });
  return {
    parts: partsToJson(cents(voucher + byLocal), byLocal),
    cashCents: String(cash),
  };
}
