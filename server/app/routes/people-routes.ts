import type { ActRecord, OfficeAct } from "#core/office/office-act.ts";
import type { Address, BeneficiaryId, ProgrammeId } from "#core/shared/ids.ts";
import { type Result, ok } from "#core/shared/result.ts";

import { countCards } from "../../programmes/card-counts.ts";
import {
  type ChangeOrder,
  type ChangeRefusal,
  changeAmount,
  changePerson,
  readmit,
  withdraw,
} from "../../programmes/change-people.ts";
import * as api from "../../programmes/people-api.ts";
import { listPeople, readPerson } from "../../programmes/people.ts";
import { doAct } from "../office-act.ts";
import { type Http, PEOPLE_DESK, type Sessions } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";

export function addPeopleRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.listPeople, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const { programmeId, shown, ...page } = context.req.valid("query");
    const filter = { ...page, programmeId: programmeId as ProgrammeId | undefined };
    if (shown === "false") return context.json(await listPeople(deps, filter, false), 200);
    const people = await doAct(
      deps,
      officer,
      async (own) => ok(await listPeople(own, filter, true)),
      ({ items }) => lookAt(items.length, programmeId),
    );
    return context.json(people, 200);
  });
  http.openapi(api.readPerson, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").beneficiaryId as BeneficiaryId;
    return context.json(await lookAtPerson(deps, officer, id), 200);
  });
  http.openapi(api.countCards, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").programmeId as ProgrammeId;
    return context.json(await countCards(deps.db, id), 200);
  });
  addChangeRoutes(http, deps, sessions);
}

function addChangeRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  http.openapi(api.changePerson, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").beneficiaryId as BeneficiaryId;
    const { version, reason, ...change } = context.req.valid("json");
    const order = { officer, version, reason };
    await doAct(deps, officer, (own) => changePerson(own, id, change, order), {
      act: "person_changed",
      subject: id,
    });
    return context.json(await lookAtPerson(deps, officer, id), 200);
  });
  http.openapi(api.changeAmount, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").entitlementId;
    const { amountCents, ...order } = context.req.valid("json");
    const change = (own: ServiceDeps, by: ChangeOrder) => changeAmount(own, id, amountCents, by);
    const details = { amountCents: amountCents.toString() };
    const changed = await changeDue(
      { deps, officer, id, order },
      { act: "entitlement_changed", details },
      change,
    );
    return context.json(changed, 200);
  });
  http.openapi(api.withdrawEntitlement, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").entitlementId;
    const order = context.req.valid("json");
    const change = (own: ServiceDeps, by: ChangeOrder) => withdraw(own, id, by);
    const act = { act: "entitlement_withdrawn" } as const;
    return context.json(await changeDue({ deps, officer, id, order }, act, change), 200);
  });
  http.openapi(api.readmitEntitlement, async (context) => {
    const { officer } = await sessions.officer(context, ...PEOPLE_DESK);
    const id = context.req.valid("param").entitlementId;
    const order = context.req.valid("json");
    const change = (own: ServiceDeps, by: ChangeOrder) => readmit(own, id, by);
    const act = { act: "entitlement_readmitted" } as const;
    return context.json(await changeDue({ deps, officer, id, order }, act, change), 200);
  });
}

type DueOrder = {
  readonly deps: ServiceDeps;
  readonly officer: Address;
  /** Of the entitlement. */
  readonly id: string;
  readonly order: Omit<ChangeOrder, "officer">;
};

async function changeDue(
  { deps, officer, id, order }: DueOrder,
  { act, details }: { act: OfficeAct; details?: ActRecord["details"] },
  change: (deps: ServiceDeps, order: ChangeOrder) => Promise<Result<BeneficiaryId, ChangeRefusal>>,
) {
  const beneficiaryId = await doAct(
    deps,
    officer,
    (own) => change(own, { ...order, officer }),
    (subject) => ({ act, subject, details: { ...details, entitlement: id } }),
  );
  return lookAtPerson(deps, officer, beneficiaryId);
}

function lookAt(people: number, subject: string | undefined): ActRecord {
  return { act: "people_seen", subject, details: { people } };
}

function lookAtPerson(deps: ServiceDeps, officer: Address, id: BeneficiaryId) {
  return doAct(deps, officer, (own) => readPerson(own, id), lookAt(1, id));
}
