/**
 * Who an operation is for. `board`: whoever opened the noticeboard with a card; no cookie does. `organiser`: whoever
 * opened one action with its printed sheet. `phone`: the telephone that a card is bound to.
 */
export type Audience =
  | "anyone"
  | "board"
  | "phone"
  | "organiser"
  | "officer"
  | "people desk"
  | "merchants"
  | "treasury"
  | "till";

/** For whom an operation is, and a request that its form accepts. */
export type Known = {
  readonly for: Audience;
  /** Where the path as published is no whole one: what it says of the kind of a file, or asks for in its query. */
  readonly path?: string;
  readonly json?: unknown;
  readonly csv?: string;
};
