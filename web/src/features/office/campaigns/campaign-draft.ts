import { MOST_BASIS_POINTS } from "#core/campaign/judge-reward.ts";
import { type Cents, centsToJson, parseEuro } from "#core/shared/money.ts";

import type { CampaignInput, CampaignTrialInput } from "../../../shared/api/types.ts";
import { type DraftCheck, draftFaults, isAct } from "../programmes/draft-faults.ts";
import { endOfRomeDay, startOfRomeDay } from "../programmes/rome-day.ts";

/** The form as typed. Days as `2026-12-01`; amounts in euros, and a rate in percent, as an office writes them. */
export type CampaignDraft = {
  readonly kind: CampaignInput["kind"];
  readonly name: string;
  readonly act: string;
  readonly percent: string;
  readonly each: string;
  readonly from: string;
  readonly until: string;
  readonly budget: string;
  readonly card: string;
  readonly household: string;
  readonly cardDay: string;
  readonly merchant: string;
  readonly merchantDay: string;
  readonly categories: readonly number[];
};

export type CampaignField = keyof CampaignDraft;
export type CampaignErrors = Partial<Readonly<Record<CampaignField, string>>>;

export const EMPTY_CAMPAIGN: CampaignDraft = {
  ...{ kind: "purchases", name: "", act: "", percent: "", each: "", from: "", until: "" },
  ...{ budget: "", card: "", household: "", cardDay: "", merchant: "", merchantDay: "" },
  categories: [],
};

const AMOUNT = "Scrivere un importo, per esempio 20,00.";
const ABOVE = "Supera lo stanziamento della campagna.";

/** What has to be mended before the service is asked; the service judges again. */
export function campaignErrors(draft: CampaignDraft): CampaignErrors {
  const from = startOfRomeDay(draft.from);
  const until = endOfRomeDay(draft.until);
  const isReversed = from !== undefined && until !== undefined && until <= from;
  const name = draft.name.trim().length;
  const isPurchases = draft.kind === "purchases";
  const rate = isPurchases ? basisPointsOf(draft.percent) : undefined;
  const budget = amountOf(draft.budget);
  const caps = capsOf(draft);
  return draftFaults<CampaignField>([
    ["name", name < 3 || name > 60, "Scrivere un nome da 3 a 60 caratteri."],
    ["act", !isAct(draft.act), "Indicare l'atto, per esempio «Delibera G.C. 12/2027»."],
    ["percent", isPurchases && rate === undefined, "Scrivere da 0,01 a 100, per esempio 5."],
    ["each", !isPurchases && amountOf(draft.each) === undefined, AMOUNT],
    ["from", from === undefined, "Scegliere il primo giorno."],
    ["until", until === undefined, "Scegliere l'ultimo giorno."],
    ["until", isReversed, "L'ultimo giorno viene prima del primo."],
    ["budget", budget === undefined, AMOUNT],
    ...caps.map((field): DraftCheck<CampaignField> => [
      field,
      amountOf(draft[field]) === undefined,
      AMOUNT,
    ]),
    ...caps.map((field): DraftCheck<CampaignField> => [
      field,
      budget !== undefined && (amountOf(draft[field]) ?? 0n) > budget,
      ABOVE,
    ]),
  ]);
}

type Cap = "card" | "household" | "cardDay" | "merchant" | "merchantDay";

/** The caps that the kind asks for: no shop takes part in sharing and actions. */
function capsOf({ kind }: CampaignDraft): readonly Cap[] {
  const always: readonly Cap[] = ["card", "household", "cardDay"];
  return kind === "purchases" ? [...always, "merchant", "merchantDay"] : always;
}

function amountOf(text: string): Cents | undefined {
  const read = parseEuro(text);
  return read.ok && read.value > 0n ? read.value : undefined;
}

/** `5` or `2,5` percent in hundredths of a percent: written like euros and cents. */
function basisPointsOf(text: string): number | undefined {
  const read = amountOf(text.replace("%", ""));
  return read === undefined || read > BigInt(MOST_BASIS_POINTS) ? undefined : Number(read);
}

/** The draft as the service wants it. Only for a draft without errors. */
export function campaignInput(draft: CampaignDraft): CampaignInput {
  const { name, act } = draft;
  return { ...campaignTerms(draft, campaignErrors(draft)), name: name.trim(), act: act.trim() };
}

type Terms = Omit<CampaignInput, "name" | "act">;

function campaignTerms(draft: CampaignDraft, errors: object): Terms {
  const from = startOfRomeDay(draft.from);
  const until = endOfRomeDay(draft.until);
  if (from === undefined || until === undefined || Object.keys(errors).length > 0)
    throw new RangeError("The draft has errors.");
  const isPurchases = draft.kind === "purchases";
  const cents = (text: string) => centsToJson(amountOf(text)!);
  return {
    kind: draft.kind,
    ...(isPurchases
      ? { basisPoints: basisPointsOf(draft.percent)! }
      : { centsEach: cents(draft.each) }),
    rewardsFrom: from.toISOString(),
    rewardsUntil: until.toISOString(),
    budgetCents: cents(draft.budget),
    cardCents: cents(draft.card),
    householdCents: cents(draft.household),
    cardDayCents: cents(draft.cardDay),
    ...(isPurchases
      ? {
          merchantCents: cents(draft.merchant),
          merchantDayCents: cents(draft.merchantDay),
          categories: [...draft.categories],
        }
      : {}),
  };
}

/** The days whose purchases or actions a campaign is tried on, as typed: `2026-12-01`. */
export type PastDays = { readonly pastFrom: string; readonly pastUntil: string };

/** What has to be mended before a campaign is tried: it needs no name and no act yet. */
export function termErrors(draft: CampaignDraft): CampaignErrors {
  const { name: _name, act: _act, ...errors } = campaignErrors(draft);
  return errors;
}

export function pastErrors({
  pastFrom,
  pastUntil,
}: PastDays): Partial<Readonly<Record<keyof PastDays, string>>> {
  const from = startOfRomeDay(pastFrom);
  const until = endOfRomeDay(pastUntil);
  const isReversed = from !== undefined && until !== undefined && until <= from;
  return draftFaults<keyof PastDays>([
    ["pastFrom", from === undefined, "Scegliere il primo giorno."],
    ["pastUntil", until === undefined, "Scegliere l'ultimo giorno."],
    ["pastUntil", isReversed, "L'ultimo giorno viene prima del primo."],
  ]);
}

/** A trial of the draft. Only where neither has errors. */
export function trialInput(draft: CampaignDraft, past: PastDays): CampaignTrialInput {
  return {
    ...campaignTerms(draft, termErrors(draft)),
    pastFrom: startOfRomeDay(past.pastFrom)!.toISOString(),
    pastUntil: endOfRomeDay(past.pastUntil)!.toISOString(),
  };
}

const STORAGE_KEY = "borgo.campaign-draft";

/** The form as it was left; empty where there is none or it is of another shape. */
export function loadCampaign(): CampaignDraft {
  try {
    const stored = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? "{}") as Partial<CampaignDraft>;
    return { ...EMPTY_CAMPAIGN, ...stored };
  } catch {
    return EMPTY_CAMPAIGN;
  }
}

export function saveCampaign(draft: CampaignDraft): void {
  localStorage.setItem(STORAGE_KEY, JSON.stringify(draft));
}

export function forgetCampaign(): void {
  localStorage.removeItem(STORAGE_KEY);
}
