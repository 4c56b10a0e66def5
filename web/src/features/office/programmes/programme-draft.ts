import { CUP } from "#core/programme/accounting.ts";
import {
  MOST_ACCOUNTS_PER_RECHARGE,
  USUAL_ACCOUNTS_PER_RECHARGE,
} from "#core/programme/split-recharge.ts";
import { centsToJson, parseEuro } from "#core/shared/money.ts";

import type { ProgrammeInput } from "../../../shared/api/types.ts";
import { draftFaults, isAct } from "./draft-faults.ts";
import { limitErrors, limitsInput } from "./limit-draft.ts";
import { endOfRomeDay, startOfRomeDay } from "./rome-day.ts";

/** The form as typed. Days as `2026-12-01`; the fund in euros as an office writes it. */
export type ProgrammeDraft = {
  readonly name: string;
  readonly symbol: string;
  readonly act: string;
  readonly fund: string;
  readonly from: string;
  readonly until: string;
  readonly categories: readonly number[];
  /** For the accounts office; empty where there is none. */
  readonly chapter: string;
  readonly commitment: string;
  readonly source: string;
  readonly cup: string;
  /** On how many fresh accounts one recharge lands: digits. */
  readonly accounts: string;
  /** Limits by card in euros; empty where there is none. */
  readonly cardPayment: string;
  readonly cardDay: string;
};

export type DraftField = keyof ProgrammeDraft;
export type DraftErrors = Partial<Readonly<Record<DraftField, string>>>;

export const EMPTY_DRAFT: ProgrammeDraft = {
  name: "",
  symbol: "",
  act: "",
  fund: "",
  from: "",
  until: "",
  categories: [],
  chapter: "",
  commitment: "",
  source: "",
  cup: "",
  accounts: String(USUAL_ACCOUNTS_PER_RECHARGE),
  cardPayment: "",
  cardDay: "",
};

/** What has to be mended before the service is asked; the service judges again. */
export function draftErrors(draft: ProgrammeDraft): DraftErrors {
  const fund = parseEuro(draft.fund);
  const from = startOfRomeDay(draft.from);
  const until = endOfRomeDay(draft.until);
  const isReversed = from !== undefined && until !== undefined && until <= from;
  const name = draft.name.trim().length;
  const faults = draftFaults<DraftField>([
    ["name", name < 3 || name > 60, "Scrivere un nome da 3 a 60 caratteri."],
    ["symbol", !/^[A-Z0-9]{2,8}$/.test(draft.symbol), "Da 2 a 8 lettere maiuscole o cifre."],
    ["act", !isAct(draft.act), "Indicare l'atto, per esempio «Delibera G.C. 41/2026»."],
    ["fund", !fund.ok || fund.value === 0n, "Scrivere un importo in euro, per esempio 38.000,00."],
    ["from", from === undefined, "Scegliere il primo giorno di spesa."],
    ["until", until === undefined, "Scegliere l'ultimo giorno di spesa."],
    ["until", isReversed, "L'ultimo giorno viene prima del primo."],
    ["chapter", draft.chapter.trim().length > 60, "Al più 60 caratteri."],
    ["commitment", draft.commitment.trim().length > 60, "Al più 60 caratteri."],
    ["source", draft.source.trim().length > 120, "Al più 120 caratteri."],
    [
      "cup",
      draft.cup.trim() !== "" && !CUP.test(draft.cup.trim()),
      "Il CUP ha 15 caratteri, per esempio J89J21001234567.",
    ],
    ["accounts", !isAccounts(draft.accounts), `Un numero da 1 a ${MOST_ACCOUNTS_PER_RECHARGE}.`],
    ["categories", draft.categories.length === 0, "Scegliere almeno una categoria di esercenti."],
  ]);
  return { ...faults, ...limitErrors(draft) };
}

function isAccounts(text: string): boolean {
  const isNumber = /^\d{1,2}$/.test(text);
  return isNumber && Number(text) >= 1 && Number(text) <= MOST_ACCOUNTS_PER_RECHARGE;
}

/** The draft as the service wants it. Only for a draft without errors. */
export function draftInput(draft: ProgrammeDraft): ProgrammeInput {
  const fund = parseEuro(draft.fund);
  const from = startOfRomeDay(draft.from);
  const until = endOfRomeDay(draft.until);
  const [first, ...others] = draft.categories;
  if (!fund.ok || from === undefined || until === undefined || first === undefined)
    throw new RangeError("The draft has errors.");
  return {
    name: draft.name.trim(),
    symbol: draft.symbol,
    act: draft.act.trim(),
    fundCents: centsToJson(fund.value),
    spendableFrom: from.toISOString(),
    spendableUntil: until.toISOString(),
    categories: [first, ...others],
    accountsPerRecharge: Number(draft.accounts),
    ...given("budgetChapter", draft.chapter),
    ...given("commitment", draft.commitment),
    ...given("fundingSource", draft.source),
    ...given("cup", draft.cup),
    ...limitsInput(draft),
  };
}

function given<Name extends string>(name: Name, text: string): { [Key in Name]?: string } {
  const plain = text.trim();
  return (plain === "" ? {} : { [name]: plain }) as { [Key in Name]?: string };
}

const STORAGE_KEY = "borgo.programme-draft";

/** The form as it was left; empty where there is none or it is of another shape. */
export function loadDraft(): ProgrammeDraft {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as Partial<ProgrammeDraft>;
    return { ...EMPTY_DRAFT, ...stored };
  } catch {
    return EMPTY_DRAFT;
  }
}

export function saveDraft(draft: ProgrammeDraft): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(draft));
}

export function forgetDraft(): void {
  localStorage.removeItem(STORAGE_KEY);
}
