import { decodeCode } from "#core/card/card-code.ts";

import { lookupOfSecret } from "../../server/custody/unlock-key.ts";
import { cardAt } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";
import type { Attack, Score, Target } from "./attack.ts";
import { everybody } from "./actors.ts";
import { send } from "./browser.ts";
import { pay, view } from "./guessing.ts";
import { forgetGuesses } from "./target.ts";

/** What an attacker who can write into the database puts in the place of something else. */
type Change = {
  readonly what: string;
  readonly table: string;
  readonly columns: readonly string[];
};

const SWAPS: readonly Change[] = [
  { what: "sealed seeds", table: "custody.sealed_key", columns: ["sealed"] },
  { what: "sealed seeds and salts", table: "custody.sealed_key", columns: ["sealed", "salt"] },
  { what: "codes", table: "custody.sealed_key", columns: ["lookup"] },
  { what: "keys of cards", table: "card", columns: ["sealed_key_id"] },
];

/** Rows put in each other's place and bits flipped, while the service runs. */
export const changedRows: Attack = {
  name: "swapped and changed rows",
  async run(target, score) {
    const cookies = await everybody(target);
    const [own, victim] = [cardAt(target, 6), cardAt(target, 7)];
    for (const swap of SWAPS) {
      const undo = await swapCards(target, swap, own.code, victim.code);
      for (const { code, password } of [own, victim]) {
        const seen = await view(target.urls[0], code, password);
        const isAllowed = swap.table === "card";
        score.judge(seen.status === 200 && !isAllowed, `${swap.what} swapped: a card opens`);
        const paid = await pay(target.urls[0], cookies, code, password);
        score.judge(paid.status === 201, `${swap.what} swapped: a card pays`);
      }
      await undo();
      await forgetGuesses(target);
    }
    await flipBits(target, score, own);
    await swapPeople(target, score, cookies["social worker"]);
    await swapPublicKeys(target, score, cookies["social worker"]);
    // Damage is no wrong guess: no card may be locked by it.
    const after = await view(target.urls[0], own.code, own.password);
    if (after.status !== 200) throw new Error(`The rows were not put back: ${after.text}`);
  },
};

/** Swaps columns between the rows of two cards; answers what swaps them back. */
async function swapCards(
  { stack }: Target,
  { table, columns }: Change,
  one: string,
  other: string,
): Promise<() => Promise<void>> {
  const ids = [await keyIdOf(stack.ownerUrl, one), await keyIdOf(stack.ownerUrl, other)];
  const id = table === "card" ? "sealed_key_id" : "id";
  const rows = await run<Record<string, unknown>>(
    stack.ownerUrl,
    `select ${table === "card" ? "card.id" : "sealed_key.id"} as row_id, ${columns.join(", ")} from ${table} where ${id} = any($1)`,
    [ids],
  );
  const write = async (order: readonly [number, number]) => {
    // Unique columns: through values that nobody has.
    if (columns[0] === "lookup")
      await run(stack.ownerUrl, `update ${table} set lookup = sha256(lookup) where id = any($1)`, [
        ids,
      ]);
    if (columns[0] === "sealed_key_id")
      await run(
        stack.ownerUrl,
        `update card set sealed_key_id = gen_random_uuid() where id = any($1)`,
        [rows.map((row) => row["row_id"])],
      );
    for (const [index, from] of order.entries())
      await run(
        stack.ownerUrl,
        `update ${table} set ${columns.map((name, n) => `${name} = $${n + 2}`).join(", ")} where id = $1`,
        [rows[index]!["row_id"], ...columns.map((name) => rows[from]![name])],
      );
  };
  await write([1, 0]);
  return () => write([0, 1]);
}

async function keyIdOf(ownerUrl: string, code: string): Promise<string> {
  const decoded = decodeCode(code);
  if (!decoded.ok) throw new Error("The sheet's code is none.");
  const lookup = lookupOfSecret(decoded.value.secret);
  const [row] = await run<{ id: string }>(
    ownerUrl,
    "select id from custody.sealed_key where lookup = $1",
    [lookup],
  );
  return row!.id;
}

/** Each part of the sealed row, changed by one bit. */
async function flipBits(
  { stack, urls: [url] }: Target,
  score: Score,
  { code, password }: { code: string; password: string },
): Promise<void> {
  const id = await keyIdOf(stack.ownerUrl, code);
  const [before] = await run<{ sealed: Buffer; salt: Buffer; epoch: number }>(
    stack.ownerUrl,
    "select sealed, salt, epoch from custody.sealed_key where id = $1",
    [id],
  );
  const { sealed, salt, epoch } = before!;
  const write = (values: [Buffer, Buffer, number]) =>
    run(
      stack.ownerUrl,
      "update custody.sealed_key set sealed = $2, salt = $3, epoch = $4 where id = $1",
      [id, ...values],
    );
  const flipped = (bytes: Buffer, at: number) => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 1;
    return copy;
  };
  const changes: [Buffer, Buffer, number][] = [
    ...[0, 11, 12, sealed.length - 1].map((at): [Buffer, Buffer, number] => [
      flipped(sealed, at),
      salt,
      epoch,
    ]),
    [sealed, flipped(salt, 0), epoch],
    [sealed, salt, epoch + 1],
    [sealed.subarray(0, 20), salt, epoch],
  ];
  for (const change of changes) {
    await write(change);
    const answer = await view(url, code, password);
    score.judge(answer.status === 200, "a changed row opens");
  }
  await write([sealed, salt, epoch]);
}

/** Names and bank accounts in other people's rows. */
async function swapPeople(
  { stack, urls: [url] }: Target,
  score: Score,
  cookie: string,
): Promise<void> {
  for (const [table, column, path] of [
    ["merchant", "sealed_details", "/api/merchants"],
    ["beneficiary", "sealed_person", "/api/cards?limit=200&shown=true"],
  ] as const) {
    const swap = `update ${table} as t set ${column} = o.${column}
      from (select id, ${column}, row_number() over (order by id) as n from ${table} order by id limit 2) as own
      join (select ${column}, row_number() over (order by id desc) as n from
        (select id, ${column} from ${table} order by id limit 2) as two) as o on o.n = own.n
      where t.id = own.id`;
    await run(stack.ownerUrl, swap);
    const { status } = await send(url, cookie, { method: "GET", path });
    score.judge(status === 200, `${path} shows what was sealed for somebody else`);
    await run(stack.ownerUrl, swap);
    const after = await send(url, cookie, { method: "GET", path });
    if (after.status !== 200) throw new Error(`${path} was not put back.`);
  }
}

/** A recharge for one card, with another card's public key in its row. */
async function swapPublicKeys(target: Target, score: Score, cookie: string): Promise<void> {
  const { stack, programmeId, urls } = target;
  const ids = [6, 7].map((position) => keyIdOf(stack.ownerUrl, cardAt(target, position).code));
  const [own, victim] = await Promise.all(ids);
  const swap = `update card as t set sealed_public_key = o.sealed_public_key from card as o
    where (t.sealed_key_id, o.sealed_key_id) in (($1::uuid, $2::uuid), ($2::uuid, $1::uuid))`;
  const due = `update entitlement set amount_cents = amount_cents + $3
    where programme_id = $1 and beneficiary_id = (select beneficiary_id from card where sealed_key_id = $2)`;
  await run(stack.ownerUrl, swap, [own, victim]);
  await run(stack.ownerUrl, "update programme set fund_cents = fund_cents + 1000");
  await run(stack.ownerUrl, due, [programmeId, victim, 100]);
  const path = `/api/programmes/${programmeId}/issuances`;
  const { status, text } = await send(urls[0], cookie, { method: "POST", path });
  score.judge(
    status === 201,
    `a recharge was prepared for another card's key: ${text.slice(0, 80)}`,
  );
  if (!text.includes("internal_error"))
    score.note(`with swapped public keys: ${status} ${text.slice(0, 80)}`);
  await run(stack.ownerUrl, swap, [own, victim]);
  await run(stack.ownerUrl, due, [programmeId, victim, -100]);
  await run(stack.ownerUrl, "update programme set fund_cents = fund_cents - 1000");
}
