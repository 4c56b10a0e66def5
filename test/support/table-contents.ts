import { run } from "./throwaway-postgres.ts";

/** A round of its own numbers the news of purchases and goes through them, whenever it comes. */
export const PURCHASE_NEWS = ["purchase_news", "purchase_counter", "campaign"] as const;

/** What rounds of the service note for themselves, whether anything happened or not. */
export const NOTED_BY_ROUNDS = [
  ...["relayer", "database_mark", "reconciliation"],
  ...PURCHASE_NEWS,
] as const;

/** Every row of every table of the service, as text, by table and in order. */
export async function tableContents(
  ownerUrl: string,
  without: ReadonlySet<string> = new Set(),
): Promise<Record<string, string[]>> {
  const tables = await run<{ name: string }>(
    ownerUrl,
    `select table_name as name from information_schema.tables
     where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`,
  );
  const contents: Record<string, string[]> = {};
  for (const { name } of tables) {
    if (without.has(name) || name.startsWith("kysely_")) continue;
    const rows = await run<{ row: string }>(
      ownerUrl,
      `select to_jsonb(t)::text as row from ${name} as t order by 1`,
    );
    contents[name] = rows.map(({ row }) => row);
  }
  return contents;
}
