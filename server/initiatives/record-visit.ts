import { createHash, timingSafeEqual } from "node:crypto";

import { STAY_SECONDS, type VisitRefusal, judgeVisit } from "#core/campaign/judge-visit.ts";
import { WORK_BITS, showsWork, workText } from "#core/campaign/visit-work.ts";
import type { InitiativeId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { Random } from "../shared/random.ts";
import { holdToday, isLive, tokenLookup, visitorOf } from "./initiatives.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** Who asks: an address, as far as it can be trusted, and what the browser says that it is. */
export type Visitor = { readonly source: string; readonly userAgent: string };

const NONCE_BYTES = 12;

/**
 * Work for a browser to do while its page is read. Nothing is kept of it here: it names its moment, and is signed for one
 * page and one address, so that it is worth nothing to anybody else. What makes it count once is the visit's mark.
 */
export async function challengeVisit(
  deps: Deps,
  id: InitiativeId,
  { source }: Visitor,
): Promise<
  Result<{ challenge: string; workBits: number; staySeconds: number }, { code: "not_found" }>
> {
  if (!(await isLive(deps, id))) return refuse({ code: "not_found" });
  const moment = String(deps.clock.now().getTime());
  const nonce = deps.random.bytes(NONCE_BYTES).toString("base64url");
  const seal = sealOf(deps.custody, id, source, `${moment}.${nonce}`).toString("base64url");
  const challenge = `${moment}.${nonce}.${seal}`;
  return ok({ challenge, workBits: WORK_BITS, staySeconds: STAY_SECONDS });
}

function sealOf(custody: Custody, id: InitiativeId, source: string, text: string): Buffer {
  return custody.lookupOf("initiatives/challenge", `${id}|${source}|${text}`);
}

export type Visit = {
  readonly challenge: string;
  readonly answer: number;
  /** Of the link that the page was opened with. */
  readonly token?: string | undefined;
};

/**
 * Counts a visit: once for each address, page and day, whatever is sent and however often. It answers nothing else, also
 * where the address was counted before or the link is nobody's: nothing is to be learned here of links and visitors.
 */
export async function recordVisit(
  deps: Deps,
  id: InitiativeId,
  { challenge, answer, token }: Visit,
  visitor: Visitor,
): Promise<Result<undefined, VisitRefusal | { code: "not_found" }>> {
  const judged = judgeVisit(
    {
      userAgent: visitor.userAgent,
      challengedAt: readChallenge(deps.custody, id, visitor.source, challenge),
      hasWorked: showsWork(createHash("sha256").update(workText(challenge, answer)).digest()),
    },
    deps.clock.now(),
  );
  if (!judged.ok) return judged;
  if (!(await isLive(deps, id))) return refuse({ code: "not_found" });
  return deps.db.transaction().execute(async (tx) => {
    const today = await holdToday(deps, tx);
    await tx
      .insertInto("visit_mark")
      .values({
        ...{ initiative_id: id, day: today.day },
        visitor: visitorOf(deps.custody, today, id, visitor.source),
        link_id: token === undefined ? null : await linkOf(deps, tx, id, token),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return ok(undefined);
  });
}

/** When a challenge was made, where it is one of ours for this page and this address. */
function readChallenge(
  custody: Custody,
  id: InitiativeId,
  source: string,
  challenge: string,
): Date | undefined {
  const [, text, moment, seal] = /^((\d{13})\.[\w-]{16})\.([\w-]{20,86})$/.exec(challenge) ?? [];
  if (text === undefined || seal === undefined) return undefined;
  const [ours, theirs] = [sealOf(custody, id, source, text), Buffer.from(seal, "base64url")];
  if (ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) return undefined;
  return new Date(Number(moment));
}

/** The link that brought somebody here; none where the token is no link to this very page. */
async function linkOf({ custody }: Deps, tx: Tx, id: InitiativeId, token: string) {
  const link = await tx
    .selectFrom("share_link")
    .select("id")
    .where("token_lookup", "=", tokenLookup(custody, token))
    .where("initiative_id", "=", id)
    .executeTakeFirst();
  return link?.id ?? null;
}
