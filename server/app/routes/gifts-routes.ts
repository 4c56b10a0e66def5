import type { GiftId, MerchantId } from "#core/shared/ids.ts";

import * as api from "../../gifts/api.ts";
import { listAssociations, nameAssociation } from "../../gifts/associations.ts";
import { type GiftReceiver, giveValue } from "../../gifts/gifts.ts";
import { type Http, type Sessions, valueOf } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { sourceOf } from "../source-of.ts";

export function addGiftRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.giveValue, async (context) => {
    const { giftId, amountCents: amount, to, ...card } = context.req.valid("json");
    const input = {
      giftId: giftId as GiftId,
      amount,
      to: to as GiftReceiver,
      ...card,
      phoneToken: sessions.phoneToken(context),
    };
    const result = await giveValue(deps, { source: sourceOf(context, deps) }, input);
    const outcome = result.ok ? "accepted" : result.refusal.code;
    deps.log.info({ gift: giftId, outcome }, result.ok ? "gift accepted" : "gift refused");
    return context.json(valueOf(result), 201);
  });
  http.openapi(api.listAssociations, async (context) =>
    context.json(await listAssociations(deps), 200),
  );
  http.openapi(api.nameAssociation, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const id = context.req.valid("param").merchantId as MerchantId;
    const { name } = context.req.valid("json");
    const act = name === null ? "association_unlisted" : "association_listed";
    await doAct(deps, officer, (own) => nameAssociation(own, id, name), { act, subject: id });
    return context.body(null, 204);
  });
}
