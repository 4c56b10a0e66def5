import { randomUUID } from "node:crypto";

import pg from "pg";

import type { BeneficiaryId } from "#core/shared/ids.ts";

import { type Custody, startCustody } from "../../server/custody/custody.ts";
import { filePeople } from "../../server/programmes/file-people.ts";
import { fiscalCodeLookup, sealPerson } from "../../server/programmes/programmes.ts";
import { openDatabase } from "../../server/shared/database.ts";
import { createLog } from "../../server/shared/log.ts";
import type { ApiClient } from "../scenario/api-client.ts";
import { signInDemoDesk } from "../scenario/demo-desk.ts";
import { TownPlay } from "../scenario/play.ts";
import { type Stack, startThrowAwayStack } from "../stack.ts";
import { makeTown } from "./make-town.ts";

/** A town with as many people and payments as asked for, most of them written straight into its tables. */
export type LargeTown = {
  readonly desk: ApiClient;
  readonly programmeId: string;
  /** One of the people, to be looked for. */
  readonly someone: {
    readonly id: string;
    readonly surname: string;
    readonly fiscalCode: string;
    readonly cardNumber: string;
  };
  stop(): Promise<void>;
};

type Say = (line: string) => void;
type Size = { readonly people: number; readonly payments: number };

const PLAYED_CARDS = 10;
const SHOPS = 50;
const PEOPLE_AT_ONCE = 2_000;
const NAMES = ["ROSSI", "BIANCHI", "FERRO", "ESPOSITO", "COLOMBO", "RUSSO", "GRECO", "MARINO"];
const SURNAMES_OF_ONE = 400;

/** The background jobs would take the same cores: those that need not run, run seldom. */
const QUIET = { BORGO_RECONCILE_EVERY_SECONDS: "86400" };

export async function makeLargeTown(size: Size, say: Say): Promise<LargeTown> {
  const stack = await startThrowAwayStack({
    settings: QUIET,
    keyIn: "file",
    log: createLog("silent", "bench"),
  });
  try {
    const officers = await signInDemoDesk(stack.url);
    const play = new TownPlay(stack.url, officers, makeTown(PLAYED_CARDS, SHOPS), say);
    await play.registerMerchants();
    // The fund holds everybody: what is written straight into the tables asks nobody.
    const programmeId = await play.openProgramme("Buoni spesa di prova");
    await play.issueCards(programmeId);
    await play.recharge(programmeId);
    await play.openTills();
    const people = await addPeople(stack, programmeId, size.people - PLAYED_CARDS, say);
    await addRows(stack.ownerUrl, programmeId, size, say);
    return {
      desk: officers.desk.api,
      programmeId,
      someone: { ...people.at(-1)!, cardNumber: await cardOf(stack.ownerUrl, people.at(-1)!.id) },
      stop: () => stack.stop(),
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

type Somebody = { id: BeneficiaryId; surname: string; name: string; fiscalCode: string };

/** People sealed and filed as an import would, without its checks: made-up names and codes that nobody has. */
async function addPeople(
  { ownerUrl, replica }: Stack,
  programmeId: string,
  count: number,
  say: Say,
): Promise<Somebody[]> {
  const { signerDatabaseUrl, keySource } = replica;
  const custody = await startCustody({
    signerDatabaseUrl,
    keySource,
    log: createLog("silent", "bench"),
  });
  const db = openDatabase(ownerUrl, 1);
  const people = Array.from({ length: count }, (_, index) => somebody(index));
  try {
    for (let start = 0; start < count; start += PEOPLE_AT_ONCE) {
      const some = people.slice(start, start + PEOPLE_AT_ONCE);
      await db.transaction().execute(async (tx) => {
        await tx
          .insertInto("beneficiary")
          .values(some.map((one) => rowOf(custody, one)))
          .execute();
        await tx
          .insertInto("entitlement")
          .values(
            some.map(({ id }, index) => ({
              ...{ id: randomUUID(), programme_id: programmeId as never, beneficiary_id: id },
              protocol: `2027/${String(start + index).padStart(6, "0")}`,
              ...{ amount_cents: 50_000n as never, created_at: new Date() },
            })),
          )
          .execute();
        await filePeople({ custody }, tx, some);
      });
    }
  } finally {
    await db.destroy();
    await custody.close();
  }
  say(`${count} people sealed and filed`);
  return people;
}

function somebody(index: number): Somebody {
  const surname = `${NAMES[index % NAMES.length]}${letters(Math.floor(index / SURNAMES_OF_ONE))}`;
  return {
    ...{ id: randomUUID() as BeneficiaryId, surname, name: `Persona ${letters(index)}` },
    fiscalCode: String(9_000_000_000 + index),
  };
}

function letters(index: number): string {
  return [...String(index)].map((digit) => "ABCDEFGHIL"[Number(digit)]).join("");
}

function rowOf(custody: Custody, { id, ...person }: Somebody) {
  const lookup = fiscalCodeLookup(custody, person.fiscalCode);
  return {
    ...{ id, fiscal_code_lookup: lookup, sealed_person: sealPerson(custody, lookup, person) },
    ...{ household_size: 1, created_at: new Date() },
  };
}

async function cardOf(ownerUrl: string, beneficiaryId: string): Promise<string> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    const { rows } = await client.query<{ number: string }>(
      "select number from card where beneficiary_id = $1",
      [beneficiaryId],
    );
    return rows[0]!.number;
  } finally {
    await client.end();
  }
}

/** Cards, accounts, payments over ten months and their shares: set by set. */
async function addRows(ownerUrl: string, programmeId: string, size: Size, say: Say): Promise<void> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    // Checks and references of rows that are all alike would only take time.
    await client.query("set session_replication_role = replica");
    for (const { what, text, values } of statements(programmeId, size)) {
      await client.query(text, values);
      say(what);
    }
    await client.query("set session_replication_role = origin");
    await client.query("analyze");
  } finally {
    await client.end();
  }
}

const uuidOf = (tag: string, column: string) => `md5('${tag}' || ${column})::uuid`;
const addressOf = (column: string) =>
  `'0x' || substr(md5('account' || ${column}) || md5('a' || ${column}), 1, 40)`;
const hashOf = (tag: string) => `'0x' || md5('${tag}' || n) || md5(n || '${tag}')`;

function statements(programmeId: string, { people, payments }: Size) {
  const numbered = `(select beneficiary.id, row_number() over (order by beneficiary.id) as n from beneficiary
    where not exists (select from card where card.beneficiary_id = beneficiary.id)) as person`;
  const made = people - PLAYED_CARDS;
  return [
    {
      what: "cards",
      text: `insert into card (id, number, beneficiary_id, sealed_key_id, sealed_public_key, status, created_at, status_changed_at)
        select ${uuidOf("card", "n")}, lpad((50000000 + n)::text, 8, '0'), person.id, ${uuidOf("key", "n")},
          sha256(('public' || n)::bytea), 'active', now() - n * interval '1 second', now() from ${numbered}`,
      values: [],
    },
    {
      what: "accounts",
      text: `insert into account (address, card_id, programme_id, derivation_index, confirmed_cents)
        select ${addressOf("n")}, ${uuidOf("card", "n")}, $1, 0, 10000 from generate_series(1, ${made}) as n`,
      values: [programmeId],
    },
    {
      what: "holders",
      text: `insert into voucher_holder (programme_id, address, kind, balance_cents)
        select $1, ${addressOf("n")}, 'beneficiary', case when n % 50 = 0 then 10000 else 0 end
        from generate_series(1, ${made}) as n`,
      values: [programmeId],
    },
    {
      what: "payments",
      text: `insert into payment
          (id, till_id, merchant_id, state, request_hash, card_id, amount_cents, left_cents, facts, accepted_at, settled_at)
        select ${uuidOf("payment", "n")}, shop.id, shop.merchant_id, 'settled', sha256(('request' || n)::bytea),
          ${uuidOf("card", `(1 + n % ${made})`)}, 100 + n % 5000, 1 + n % 7000, '{}', at, at
        from (select n, now() - (n % 300) * interval '1 day' - (n % 36000) * interval '1 second' as at,
            n % ${SHOPS} as place from generate_series(1, $1::int) as n) as made
        join (select id, merchant_id, (row_number() over (order by id) - 1) as place from till) as shop using (place)`,
      values: [payments],
    },
    {
      what: "shares of payments",
      text: `insert into signed_transfer
          (id, payment_id, position, programme_id, from_account, to_account, amount_cents, nonce, deadline, digest,
           signature, state, settled_transaction, settled_block, settled_at)
        select ${uuidOf("transfer", "n")}, ${uuidOf("payment", "n")}, 0, $1, ${addressOf(`(1 + n % ${made})`)},
          ${addressOf("'shop'")}, 100 + n % 5000, n, now() + interval '20 days', ${hashOf("digest")}, ${hashOf("signature")},
          'settled', ${hashOf("transaction")}, 1, now() - (n % 300) * interval '1 day'
        from generate_series(1, $2::int) as n`,
      values: [programmeId, payments],
    },
  ];
}
