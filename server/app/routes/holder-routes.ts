import * as api from "../../cards/api.ts";
import { blockOwnCard } from "../../cards/block-own-card.ts";
import { changeCardPassword } from "../../cards/change-card-password.ts";
import { closeBoardsOf } from "../../offers/board-session.ts";
import { type Http, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";

/** What a card's holder does at home, with card and password: there is no session to steal. */
export function addHolderRoutes(http: Http, deps: ServiceDeps): void {
  http.openapi(api.changePassword, async (context) => {
    const change = context.req.valid("json");
    const changed = valueOf(await changeCardPassword(deps, change, sourceOf(context, deps)));
    await closeBoardsOf(deps.db, changed.sealedKeyId);
    return context.body(null, 204);
  });

  http.openapi(api.blockOwnCard, async (context) => {
    const card = context.req.valid("json");
    valueOf(await blockOwnCard(deps, card, sourceOf(context, deps)));
    return context.body(null, 204);
  });
}
