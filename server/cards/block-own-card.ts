import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { changeStatus } from "./card-desk.ts";
import { shownCard } from "./cards.ts";

type Deps = { db: Database; custody: Custody; clock: Clock };

type Refusal = UnlockRefusal | { code: "unknown_code" } | { code: "wrong_state"; state: string };

const BY_ITS_HOLDER = "Bloccata con la sua password, dalla pagina della tessera";

/**
 * Blocks a card at every till, for whoever has its code and password. It keeps its value and only the office lets it pay
 * again, so that a thief who has both gains nothing by it. A card that is blocked stays as it is, with the reason it was
 * blocked for.
 */
export async function blockOwnCard(
  deps: Deps,
  credentials: { readonly cardCode: string; readonly password: string },
  source: string,
): Promise<Result<undefined, Refusal>> {
  const card = await shownCard(deps, credentials, source);
  if (!card.ok) return card;
  if (card.value.status === "blocked") return ok(undefined);
  const wanted = { status: "blocked", reason: BY_ITS_HOLDER } as const;
  const changed = await changeStatus(deps, card.value.id, wanted, async () => {});
  if (changed.ok) return changed;
  return refuse(changed.refusal.code === "not_found" ? { code: "unknown_code" } : changed.refusal);
}
