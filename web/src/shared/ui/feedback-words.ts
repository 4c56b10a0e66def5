import type { FeedbackPage } from "#core/feedback/judge-feedback.ts";

/** What cannot be used, as people call it. */
export const FEEDBACK_PAGE_NAMES: Readonly<Record<FeedbackPage, string>> = {
  card: "La mia tessera",
  till: "La cassa",
  office: "Gli uffici comunali",
  transparency: "La trasparenza e i dati aperti",
  explorer: "Le pagine della blockchain",
  paper: "La tessera o un foglio di carta",
  other: "Altro",
};
