import type { InitiativeInput } from "../../../shared/api/types.ts";
import { draftFaults } from "../programmes/draft-faults.ts";
import { romeMoment } from "../programmes/rome-day.ts";

/** The form as typed. Instants as `2026-12-01T09:30`, in Italy. */
export type InitiativeDraft = {
  readonly title: string;
  readonly body: string;
  readonly place: string;
  readonly startsAt: string;
  readonly endsAt: string;
};

export type InitiativeErrors = Partial<Readonly<Record<keyof InitiativeDraft, string>>>;

export const EMPTY_INITIATIVE: InitiativeDraft = {
  ...{ title: "", body: "", place: "", startsAt: "", endsAt: "" },
};

/** What has to be mended before the service is asked; the service judges again. */
export function initiativeErrors(draft: InitiativeDraft): InitiativeErrors {
  const [starts, ends] = [romeMoment(draft.startsAt), romeMoment(draft.endsAt)];
  return draftFaults<keyof InitiativeDraft>([
    [
      "title",
      draft.title.trim().length < 3,
      "Scrivere un titolo, per esempio «Festa dell'albero».",
    ],
    [
      "body",
      draft.body.trim().length < 10,
      "Scrivere che cosa succede, in almeno dieci caratteri.",
    ],
    ["place", draft.place.trim().length < 2, "Scrivere dove."],
    ["startsAt", starts === undefined, "Scegliere giorno e ora."],
    ["endsAt", ends === undefined, "Scegliere giorno e ora."],
    [
      "endsAt",
      starts !== undefined && ends !== undefined && ends < starts,
      "La fine viene prima dell'inizio.",
    ],
  ]);
}

/** The draft as the service wants it. Only for a draft without errors. */
export function initiativeInput(draft: InitiativeDraft): InitiativeInput {
  if (Object.keys(initiativeErrors(draft)).length > 0)
    throw new RangeError("The draft has errors.");
  return {
    ...{ title: draft.title.trim(), body: draft.body.trim(), place: draft.place.trim() },
    startsAt: romeMoment(draft.startsAt)!.toISOString(),
    endsAt: romeMoment(draft.endsAt)!.toISOString(),
  };
}
