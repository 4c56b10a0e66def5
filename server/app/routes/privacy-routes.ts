import type { BeneficiaryId, CardId } from "#core/shared/ids.ts";

import * as api from "../../privacy/api.ts";
import { erasePerson } from "../../privacy/erase-person.ts";
import { exportPerson } from "../../privacy/export-person.ts";
import { readableExport } from "../../privacy/readable-export.ts";
import { type Http, PEOPLE_DESK, type Sessions } from "../http.ts";
import { doAct } from "../office-act.ts";
import type { ServiceDeps } from "../service-deps.ts";

/** What a person may ask of the town about the own data, done by the office and written down. */
export function addPrivacyRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.exportPerson, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").beneficiaryId as BeneficiaryId;
    const { ground, format, secondCardId } = context.req.valid("json");
    const copy = (own: ServiceDeps) => exportPerson(own, id, secondCardId as CardId | undefined);
    const exported = await doAct(deps, officer, copy, {
      act: "person_exported",
      subject: id,
      details: {
        ...{ ground, format },
        ...(secondCardId === undefined ? {} : { card: secondCardId }),
      },
    });
    const isText = format === "text";
    const name = `dati-personali.${isText ? "txt" : "json"}`;
    // One act, two forms of file: the library's types know JSON or a body, not both.
    return context.body(
      isText ? readableExport(exported) : JSON.stringify(exported, undefined, 2),
      200,
      {
        "content-type": `${isText ? "text/plain" : "application/json"}; charset=utf-8`,
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store",
      },
    ) as never;
  });
  http.openapi(api.erasePerson, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").beneficiaryId as BeneficiaryId;
    const { ground, givesUpLocalValue } = context.req.valid("json");
    const erased = await doAct(
      deps,
      officer,
      (own) => erasePerson(own, id, givesUpLocalValue),
      (counts) => ({ act: "person_erased", subject: id, details: { ground, ...counts } }),
    );
    return context.json(erased, 200);
  });
}
