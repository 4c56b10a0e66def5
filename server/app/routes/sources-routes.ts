import { ok } from "#core/shared/result.ts";

import type { Custody } from "../../custody/custody.ts";
import { doAct } from "../office-act.ts";
import { type Http, PEOPLE_DESK, type Sessions } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { subscriberOf } from "../source-of.ts";
import * as api from "../sources-api.ts";

/** Addresses that wrong passwords have locked: a library, an office, a family's line. */
export function addSourceRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.readSource, async (context) => {
    await sessions.officer(context, ...PEOPLE_DESK);
    const source = subscriberOf(context.req.valid("json").address);
    const [guesses] = await deps.custody.readGuesses([{ source }]);
    const { wrong: wrongPasswords, lockedUntil } = guesses!;
    return context.json(
      {
        ...{ address: source, wrongPasswords },
        ...(lockedUntil === undefined ? {} : { lockedUntil: lockedUntil.toISOString() }),
      },
      200,
    );
  });
  http.openapi(api.unlockSource, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const source = subscriberOf(context.req.valid("json").address);
    const act = { act: "source_unlocked", subject: nameOf(deps.custody, source) } as const;
    await doAct(deps, officer, async () => ok(undefined), act);
    await deps.custody.clearGuesses({ source });
    return context.body(null, 204);
  });
}

/**
 * What the audit log calls an address: an address may be somebody's home, and nothing in the log can be erased. Who knows
 * the address, and has the town's key, finds its acts again.
 */
function nameOf(custody: Custody, source: string): string {
  return custody.lookupOf("audit/source", source).toString("hex");
}
