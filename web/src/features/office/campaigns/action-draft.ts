import { MOST_PLACES } from "#core/campaign/judge-check-in.ts";
import { centsToJson, parseEuro } from "#core/shared/money.ts";

import type { CivicActionInput } from "../../../shared/api/types.ts";
import { draftFaults } from "../programmes/draft-faults.ts";
import { romeMoment } from "../programmes/rome-day.ts";

/** The form as typed. Instants as `2026-12-01T09:30`, in Italy; the reward as an office writes amounts. */
export type ActionDraft = {
  readonly title: string;
  readonly place: string;
  readonly organiser: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly places: string;
  readonly reward: string;
};

export type ActionErrors = Partial<Readonly<Record<keyof ActionDraft, string>>>;

export const EMPTY_ACTION: ActionDraft = {
  ...{ title: "", place: "", organiser: "", startsAt: "", endsAt: "", places: "", reward: "" },
};

/** What has to be mended before the service is asked; the service judges again. */
export function actionErrors(draft: ActionDraft): ActionErrors {
  const [starts, ends] = [romeMoment(draft.startsAt), romeMoment(draft.endsAt)];
  const reward = parseEuro(draft.reward);
  return draftFaults<keyof ActionDraft>([
    ["title", draft.title.trim().length < 3, "Scrivere un titolo, per esempio «Puliamo il parco»."],
    ["place", draft.place.trim().length < 2, "Scrivere dove ci si trova."],
    ["organiser", draft.organiser.trim().length < 2, "Scrivere quale associazione organizza."],
    ["startsAt", starts === undefined, "Scegliere giorno e ora."],
    ["endsAt", ends === undefined, "Scegliere giorno e ora."],
    [
      "endsAt",
      starts !== undefined && ends !== undefined && ends <= starts,
      "La fine viene prima dell'inizio.",
    ],
    ["places", placesOf(draft.places) === undefined, `Scrivere un numero da 1 a ${MOST_PLACES}.`],
    ["reward", !reward.ok || reward.value === 0n, "Scrivere un importo, per esempio 2,00."],
  ]);
}

function placesOf(text: string): number | undefined {
  const places = /^\d{1,4}$/.test(text.trim()) ? Number(text) : 0;
  return places >= 1 && places <= MOST_PLACES ? places : undefined;
}

/** The draft as the service wants it. Only for a draft without errors. */
export function actionInput(draft: ActionDraft): CivicActionInput {
  const reward = parseEuro(draft.reward);
  if (Object.keys(actionErrors(draft)).length > 0 || !reward.ok)
    throw new RangeError("The draft has errors.");
  return {
    ...{ title: draft.title.trim(), place: draft.place.trim(), organiser: draft.organiser.trim() },
    startsAt: romeMoment(draft.startsAt)!.toISOString(),
    endsAt: romeMoment(draft.endsAt)!.toISOString(),
    places: placesOf(draft.places)!,
    rewardCents: centsToJson(reward.value),
  };
}
