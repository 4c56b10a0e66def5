import { sql } from "kysely";

import { parseFiscalCode } from "#core/shared/fiscal-code.ts";
import type { Address, BeneficiaryId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, cents, formatEuro } from "#core/shared/money.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody } from "../custody/custody.ts";
import type { Clock } from "../shared/clock.ts";
import type { Database, Tx } from "../shared/database.ts";
import type { BeneficiaryTable, ChangeKind } from "../shared/people-tables.ts";
import type { Random } from "../shared/random.ts";
import { type ChangeSubject, type ChangeText, changeRow } from "./change-row.ts";
import { filePeople } from "./file-people.ts";
import { issuedByPerson } from "./issued.ts";
import { type Person, fiscalCodeLookup, openPerson, sealPerson } from "./programmes.ts";

type Deps = { db: Database; custody: Custody; clock: Clock; random: Random };

/** Who changes, why, and which version of the person they had before them. */
export type ChangeOrder = {
  readonly officer: Address;
  readonly version: number;
  readonly reason: string;
};

export type PersonChange = {
  readonly surname: string;
  readonly name: string;
  readonly fiscalCode: string;
  readonly mobile?: string | undefined;
  readonly householdSize: number;
};

export type ChangeRefusal =
  | { code: "not_found" }
  | { code: "changed_meanwhile" }
  | { code: "nothing_to_do" }
  | { code: "person_known" }
  | { code: "below_issued"; issuedCents: bigint }
  | { code: "above_fund"; leftCents: bigint }
  | { code: "malformed_request"; details: { field: string; message: string }[] };

type LockedPerson = Pick<
  BeneficiaryTable,
  "id" | "fiscal_code_lookup" | "sealed_person" | "household_size"
> & { version: number };

/** Corrects who a person is. A fiscal code that is another person's is refused: two people stay two. */
export async function changePerson(
  deps: Deps,
  id: BeneficiaryId,
  change: PersonChange,
  order: ChangeOrder,
): Promise<Result<undefined, ChangeRefusal>> {
  const code = parseFiscalCode(change.fiscalCode);
  if (!code.ok)
    return refuse({
      code: "malformed_request",
      details: [{ field: "fiscalCode", message: "Codice fiscale non valido: ricopiarlo." }],
    });
  return deps.db.transaction().execute(async (tx) => {
    const locked = await lockPerson(tx, id, order);
    if (!locked.ok) return locked;
    const lookup = fiscalCodeLookup(deps.custody, code.value);
    if (await isAnothers(tx, lookup, id)) return refuse({ code: "person_known" });
    const { surname, name, mobile, householdSize } = change;
    const person: Person = {
      ...{ surname, name, fiscalCode: code.value },
      ...(mobile === undefined ? {} : { mobile }),
    };
    await tx
      .updateTable("beneficiary")
      .set({
        fiscal_code_lookup: lookup,
        sealed_person: sealPerson(deps.custody, lookup, person),
        household_size: householdSize,
      })
      .where("id", "=", id)
      .execute();
    await filePeople(deps, tx, [{ id, surname, name }]);
    const before = locked.value;
    const old = openPerson(deps.custody, before.fiscal_code_lookup, before.sealed_person);
    await noteChange(
      deps,
      tx,
      order,
      { id, kind: "person" },
      {
        before: personText(old, before.household_size),
        after: personText(person, householdSize),
      },
    );
    return ok(undefined);
  });
}

function personText({ surname, name, fiscalCode, mobile }: Person, size: number): string {
  return [surname, name, fiscalCode, mobile ?? "", `nucleo ${size}`].filter(Boolean).join(", ");
}

async function isAnothers(tx: Tx, lookup: Buffer, id: BeneficiaryId): Promise<boolean> {
  const other = await tx
    .selectFrom("beneficiary")
    .select("id")
    .where("fiscal_code_lookup", "=", lookup)
    .where("id", "!=", id)
    .executeTakeFirst();
  return other !== undefined;
}

/** Changes what a person is due in a programme: never below what was issued, nor all together above the fund. */
export async function changeAmount(
  deps: Deps,
  entitlementId: string,
  amount: Cents,
  order: ChangeOrder,
): Promise<Result<BeneficiaryId, ChangeRefusal>> {
  return changeEntitlement(deps, entitlementId, order, async (tx, found) => {
    if (found.withdrawn_at !== null || found.amount_cents === amount)
      return refuse({ code: "nothing_to_do" });
    const issued = await issuedTo(tx, found);
    if (amount < issued) return refuse({ code: "below_issued", issuedCents: issued });
    const left = await leftOfFund(tx, found);
    if (amount > left) return refuse({ code: "above_fund", leftCents: left });
    await setEntitlement(tx, found.id, { amount_cents: amount });
    return ok({
      ...{ kind: "amount" as const, before: formatEuro(found.amount_cents) },
      after: formatEuro(amount),
    });
  });
}

/** Nothing more is issued to the person in this programme. What was issued stays on the card. */
export async function withdraw(
  deps: Deps,
  entitlementId: string,
  order: ChangeOrder,
): Promise<Result<BeneficiaryId, ChangeRefusal>> {
  return changeEntitlement(deps, entitlementId, order, async (tx, found) => {
    if (found.withdrawn_at !== null) return refuse({ code: "nothing_to_do" });
    await setEntitlement(tx, found.id, { withdrawn_at: deps.clock.now() });
    return ok({ kind: "withdrawal" as const });
  });
}

/** Takes a withdrawal back, as far as the fund still has room. */
export async function readmit(
  deps: Deps,
  entitlementId: string,
  order: ChangeOrder,
): Promise<Result<BeneficiaryId, ChangeRefusal>> {
  return changeEntitlement(deps, entitlementId, order, async (tx, found) => {
    if (found.withdrawn_at === null) return refuse({ code: "nothing_to_do" });
    const left = await leftOfFund(tx, found);
    if (found.amount_cents > left) return refuse({ code: "above_fund", leftCents: left });
    await setEntitlement(tx, found.id, { withdrawn_at: null });
    return ok({ kind: "readmission" as const });
  });
}

type Found = {
  id: string;
  programme_id: ProgrammeId;
  beneficiary_id: BeneficiaryId;
  amount_cents: Cents;
  withdrawn_at: Date | null;
  fund_cents: Cents;
};

type Done = ChangeText & { kind: ChangeKind };

async function changeEntitlement(
  deps: Deps,
  id: string,
  order: ChangeOrder,
  change: (tx: Tx, found: Found) => Promise<Result<Done, ChangeRefusal>>,
): Promise<Result<BeneficiaryId, ChangeRefusal>> {
  return deps.db.transaction().execute(async (tx) => {
    const found = await lockEntitlement(tx, id);
    if (found === undefined) return refuse({ code: "not_found" });
    const locked = await lockPerson(tx, found.beneficiary_id, order);
    if (!locked.ok) return locked;
    const done = await change(tx, found);
    if (!done.ok) return done;
    const { kind, ...text } = done.value;
    const subject = { id: found.beneficiary_id, entitlementId: id, kind };
    await noteChange(deps, tx, order, subject, text);
    return ok(found.beneficiary_id);
  });
}

/** The programme first, as imports and issuances do: so that the fund is judged once, and nobody is issued to meanwhile. */
async function lockEntitlement(tx: Tx, id: string): Promise<Found | undefined> {
  const known = await tx
    .selectFrom("entitlement")
    .select("programme_id")
    .where("id", "=", id)
    .executeTakeFirst();
  if (known === undefined) return undefined;
  const { fund_cents } = await tx
    .selectFrom("programme")
    .select("fund_cents")
    .where("id", "=", known.programme_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const entitlement = await tx
    .selectFrom("entitlement")
    .select(["id", "programme_id", "beneficiary_id", "amount_cents", "withdrawn_at"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { ...entitlement, fund_cents };
}

async function lockPerson(
  tx: Tx,
  id: BeneficiaryId,
  { version }: ChangeOrder,
): Promise<Result<LockedPerson, { code: "not_found" } | { code: "changed_meanwhile" }>> {
  const person = await tx
    .selectFrom("beneficiary")
    .select(["id", "fiscal_code_lookup", "sealed_person", "household_size", "version"])
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  if (person === undefined) return refuse({ code: "not_found" });
  return person.version === version ? ok(person) : refuse({ code: "changed_meanwhile" });
}

async function setEntitlement(
  tx: Tx,
  id: string,
  values: { amount_cents: Cents } | { withdrawn_at: Date | null },
): Promise<void> {
  await tx.updateTable("entitlement").set(values).where("id", "=", id).execute();
}

async function issuedTo(tx: Tx, { programme_id, beneficiary_id }: Found): Promise<bigint> {
  const { rows } = await sql<{ issued: bigint }>`
    select coalesce(sum(cents), 0)::bigint as issued
    from (${issuedByPerson(programme_id)}) as issued where beneficiary_id = ${beneficiary_id}
  `.execute(tx);
  return rows[0]!.issued;
}

/** What of the fund nobody else is due, in cents. */
async function leftOfFund(tx: Tx, { id, programme_id, fund_cents }: Found): Promise<Cents> {
  const { rows } = await sql<{ due: bigint }>`
    select coalesce(sum(amount_cents), 0)::bigint as due from entitlement
    where programme_id = ${programme_id} and withdrawn_at is null and id <> ${id}
  `.execute(tx);
  const left = fund_cents - rows[0]!.due;
  return cents(left > 0n ? left : 0n);
}

async function noteChange(
  deps: Deps,
  tx: Tx,
  order: ChangeOrder,
  subject: ChangeSubject,
  text: ChangeText,
): Promise<void> {
  await tx
    .insertInto("beneficiary_change")
    .values(changeRow(deps, order, subject, text))
    .execute();
  await tx
    .updateTable("beneficiary")
    .set({ version: order.version + 1 })
    .where("id", "=", subject.id)
    .execute();
}
