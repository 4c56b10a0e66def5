import type { Context } from "hono";

import * as api from "../../merchants/passkeys-api.ts";
import {
  bindTill,
  challengeTill,
  offerPasskey,
  unbindTill,
  unlockTill,
} from "../../merchants/passkeys.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { hasShopProof, tillToJson } from "./tills-routes.ts";

/** For the browser to understand; what else is in them passes through. */
type Options = { challenge: string };

/** What binds a till to its device. To bind it, or to let it go, the shop proves itself; to open it, the device does. */
export function addPasskeyRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const provenTill = async (context: Context) => {
    const till = await sessions.till(context);
    if (!hasShopProof(deps, till)) throw new RefusalAnswer({ code: "shop_proof_required" });
    return till;
  };
  http.openapi(api.offerPasskey, async (context) => {
    const options: Options = await offerPasskey(deps, await provenTill(context));
    return context.json(options, 200);
  });
  http.openapi(api.bindTill, async (context) => {
    const till = await provenTill(context);
    valueOf(await bindTill(deps, till, context.req.valid("json")));
    return context.json(await tillToJson(deps, await sessions.till(context)), 201);
  });
  http.openapi(api.challengeTill, async (context) => {
    const { till } = await sessions.lockedTill(context);
    const options: Options | undefined = await challengeTill(deps, till);
    if (options === undefined) throw new RefusalAnswer({ code: "nothing_to_do" });
    return context.json(options, 200);
  });
  http.openapi(api.unlockTill, async (context) => {
    const { till, token } = await sessions.lockedTill(context);
    const newer = valueOf(await unlockTill(deps, till, token, context.req.valid("json")));
    sessions.openTill(context, newer);
    return context.json(await tillToJson(deps, { ...till, passkey: "open" }), 200);
  });
  http.openapi(api.unbindTill, async (context) => {
    await unbindTill(deps, await provenTill(context));
    return context.body(null, 204);
  });
}
