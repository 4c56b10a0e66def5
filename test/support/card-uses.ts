import { run } from "./throwaway-postgres.ts";

/** Uses of a card that never happened, for the rules that look at when one was used last. Whole days, from now. */
export type CardUse = { make(): Promise<unknown>; undo(): Promise<unknown> };

export function cardUses(ownerUrl: string, number: string, days: number): readonly CardUse[] {
  const card = `(select id from card where number = '${number}')`;
  const act = (table: string, change: string) => () =>
    run(
      ownerUrl,
      `lock table ${table} in access exclusive mode;
       alter table ${table} disable trigger all;
       ${change};
       alter table ${table} enable trigger all`,
    );
  const paid = (by: number) =>
    act(
      "payment",
      `update payment set accepted_at = accepted_at + make_interval(days => ${by}) where card_id = ${card}`,
    );
  const received = `insert into gift (id, card_id, to_card_id, state, request_hash, amount_cents, left_cents, facts, accepted_at)
    select gen_random_uuid(), id, ${card}, 'accepted', '', 1, 0, '{}', now() + make_interval(days => ${days})
    from card where number <> '${number}' limit 1`;
  return [
    { make: paid(days), undo: paid(-days) },
    { make: act("gift", received), undo: act("gift", "delete from gift") },
  ];
}
