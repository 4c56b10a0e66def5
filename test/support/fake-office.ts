import { mnemonicToAccount } from "viem/accounts";
import { toHex } from "viem";

import type {
  CardCounts,
  DemoOfficer,
  Issuance,
  OfficerSession,
  Programme,
  Reclaim,
  Reconciliation,
} from "../../web/src/shared/api/types.ts";
import { TOWN, VOUCHER } from "./fake-town.ts";
import { type FakeAnswer, type FakeApi, problem } from "./page-server.ts";

const WORDS = "test test test test test test test test test test test junk";
export const PROGRAMME_ID = "11111111-1111-4111-8111-111111111111";
export const PDF = "%PDF-1.7 the sheets";

function officer(index: number, name: string, roles: OfficerSession["roles"]): DemoOfficer {
  const account = mnemonicToAccount(WORDS, { addressIndex: index });
  const privateKey = toHex(account.getHdKey().privateKey!);
  return { name, title: roles.join(", "), address: account.address, privateKey, roles };
}

export const SOCIAL_WORKER = officer(2, "Assistente sociale", ["merchants", "guardian"]);
export const ACCOUNTANT = officer(3, "Ragioneria", ["treasury", "issuer", "rewards"]);

/** What the fake office holds. Tests change it and look at it. */
export type FakeOffice = {
  session: OfficerSession | undefined;
  programmes: Programme[];
  issuances: Issuance[];
  cardCounts: CardCounts;
  reconciliation: Reconciliation;
  signIn: { message: string; signature: string } | undefined;
};

export function createFakeOffice(): FakeOffice {
  return {
    session: undefined,
    programmes: [],
    issuances: [],
    cardCounts: { none: 0, issued: 0, active: 0, blocked: 0 },
    reconciliation: { checkedAt: "2026-12-01T09:00:00.000Z", block: 12, differences: [] },
    signIn: undefined,
  };
}

export function sessionOf({ address, roles }: DemoOfficer): OfficerSession {
  return { officer: address, roles, expiresAt: "2099-01-01T00:00:00Z" };
}

export function fakeProgramme(state: Programme["state"]): Programme {
  const zero = "0";
  return {
    id: PROGRAMME_ID,
    ref: `0x${"7".repeat(64)}`,
    name: "Buoni spesa 2026",
    symbol: "SPESA26",
    act: "Delibera G.C. 41/2026",
    fundCents: "3800000",
    spendableFrom: "2026-11-23T23:00:00.000Z",
    spendableUntil: "2026-12-31T23:00:00.000Z",
    settleableUntil: "2027-01-30T23:00:00.000Z",
    categories: [1],
    accountsPerRecharge: 1,
    state,
    ...(state === "open" ? { voucher: VOUCHER } : {}),
    beneficiaries: 2,
    entitledCents: "60000",
    totals: {
      issuedCents: state === "open" ? "60000" : zero,
      heldCents: zero,
      spentCents: zero,
      reversedCents: zero,
      atMerchantsCents: zero,
      redeemedCents: zero,
      reclaimedCents: zero,
    },
  };
}

/** An issuance in as many parts as asked for, prepared by the social worker. */
export function fakeIssuance(parts: number): Issuance {
  const transactionTo = (data: string) => ({ chainId: TOWN.chainId, to: VOUCHER, data });
  return {
    id: "22222222-2222-4222-8222-222222222222",
    programmeId: PROGRAMME_ID,
    totalCents: String(20_000 * parts),
    cards: 2 * parts,
    preparedBy: SOCIAL_WORKER.address.toLowerCase(),
    preparedAt: "2026-11-24T08:00:00.000Z",
    isScheduled: false,
    chunks: Array.from({ length: parts }, (_, position) => ({
      ref: `0x${String(position + 1).repeat(64)}`,
      position,
      accounts: 2,
      totalCents: "20000",
      state: "prepared" as const,
      transaction: transactionTo(`0x0${position + 1}`),
      cancellation: transactionTo("0xff"),
    })),
  };
}

const NOTHING_TO_RECLAIM: Reclaim = {
  ...{ settleableUntil: "2027-01-30T23:00:00.000Z", isEnded: false },
  ...{ waitingTransfers: 0, waitingCents: "0", accounts: 0, cards: 0, totalCents: "0" },
  ...{ parts: [], done: [] },
};

/** The service's answers to the office's pages, out of what the fake office holds. */
export function officeApi(office: FakeOffice): FakeApi {
  const programme = `/api/programmes/${PROGRAMME_ID}`;
  const only = (answer: () => FakeAnswer) => () =>
    office.session === undefined ? problem(401, "session_required", "Accedere.") : answer();
  return {
    "GET /api/town": { body: TOWN },
    "GET /api/demo/officers": { body: [SOCIAL_WORKER, ACCOUNTANT] },
    "POST /api/officers/nonce": {
      status: 201,
      body: { nonce: "0123456789abcdef0123456789abcdef" },
    },
    "GET /api/officers/session": only(() => ({ body: office.session })),
    "POST /api/officers/session": (body) => startSession(office, body),
    "DELETE /api/officers/session": () => {
      office.session = undefined;
      return { status: 204, body: "" };
    },
    "GET /api/programmes": only(() => ({ body: office.programmes })),
    "POST /api/programmes": () => {
      office.programmes = [fakeProgramme("draft")];
      return { status: 201, body: { programme: office.programmes[0], transaction: opening() } };
    },
    [`GET ${programme}/reconciliation`]: only(() => ({ body: office.reconciliation })),
    [`GET ${programme}`]: only(() => ({ body: office.programmes[0] })),
    [`GET ${programme}/opening`]: only(() => ({ body: opening() })),
    [`GET ${programme}/issuance-schedule`]: only(() => ({ body: {} })),
    [`GET ${programme}/card-limits`]: only(() => ({ body: [] })),
    [`GET ${programme}/amendments`]: only(() => ({ body: [] })),
    [`GET ${programme}/reclaim`]: only(() => ({ body: NOTHING_TO_RECLAIM })),
    [`GET ${programme}/issuances`]: only(() => ({ body: office.issuances })),
    [`GET ${programme}/card-counts`]: only(() => ({ body: office.cardCounts })),
    "GET /api/beneficiaries": only(() => ({ body: { items: [] } })),
    "GET /api/audit": only(() => ({ body: { items: [] } })),
    "GET /api/merchants": only(() => ({ body: [] })),
    "GET /api/statements": only(() => ({ body: [] })),
    "GET /api/owed": only(() => ({ body: [] })),
    "GET /api/handovers": only(() => ({ body: [] })),
    "GET /api/cards": only(() => ({ body: { total: 0, items: [] } })),
  };
}

function opening() {
  return { chainId: TOWN.chainId, to: TOWN.contracts.programmes, data: "0x01020304" };
}

function startSession(office: FakeOffice, body: string): FakeAnswer {
  const signed = JSON.parse(body) as { message: string; signature: string };
  office.signIn = signed;
  const named = [SOCIAL_WORKER, ACCOUNTANT].find(({ address }) => signed.message.includes(address));
  if (named === undefined) return problem(401, "sign_in_failed", "Accesso non riuscito.");
  office.session = sessionOf(named);
  return { status: 201, body: office.session };
}
