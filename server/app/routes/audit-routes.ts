import type { Address } from "#core/shared/ids.ts";

import * as api from "../../audit/api.ts";
import { auditHead, listAudit } from "../../audit/audit-list.ts";
import type { Http, Sessions } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";

export function addAuditRoutes(http: Http, { db }: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.listAudit, async (context) => {
    await sessions.officer(context);
    const { officer, from, until, before, ...filter } = context.req.valid("query");
    const page = await listAudit(db, {
      ...filter,
      officer: officer as Address | undefined,
      from: from === undefined ? undefined : new Date(from),
      until: until === undefined ? undefined : new Date(until),
      before: before === undefined ? undefined : BigInt(before),
    });
    const head = await auditHead(db);
    const noted = head === undefined ? {} : { head: { ...head, id: Number(head.id) } };
    return context.json({ ...page, ...noted }, 200);
  });
}
