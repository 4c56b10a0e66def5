/**
 * A card's life.
 *
 * - `issued`: printed; its envelope has not been confirmed. Exits: `active`, or `closed` where the print failed.
 * - `active`: can pay. Exits: `blocked`, `replaced`, `closed`.
 * - `blocked`: cannot pay, keeps its value. Exits: `active`, `replaced`, `closed`.
 * - `replaced`: another card has its value. No exit.
 * - `closed`: ended without a successor. No exit.
 */
export type CardStatus = "issued" | "active" | "blocked" | "replaced" | "closed";

const EXITS: Readonly<Record<CardStatus, readonly CardStatus[]>> = {
  issued: ["active", "closed"],
  active: ["blocked", "replaced", "closed"],
  blocked: ["active", "replaced", "closed"],
  replaced: [],
  closed: [],
};

export function canBecome(from: CardStatus, to: CardStatus): boolean {
  return EXITS[from].includes(to);
}
