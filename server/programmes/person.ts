import type { Custody } from "../custody/custody.ts";

/** Who a beneficiary is: encrypted at rest, never on chain, not even as a hash. */
export type Person = {
  readonly surname: string;
  readonly name: string;
  readonly fiscalCode: string;
  readonly mobile?: string;
};

const CONTEXT = "beneficiary/person";
const FISCAL_CODE_CONTEXT = "beneficiary/fiscal-code";

export function sealPerson(custody: Custody, person: Person): Buffer {
  return custody.sealText(CONTEXT, JSON.stringify(person));
}

export function openPerson(custody: Custody, sealed: Buffer): Person {
  return JSON.parse(custody.openText(CONTEXT, sealed)) as Person;
}

export function fiscalCodeLookup(custody: Custody, fiscalCode: string): Buffer {
  return custody.lookupOf(FISCAL_CODE_CONTEXT, fiscalCode);
}
