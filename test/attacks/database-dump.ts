import { run } from "../support/throwaway-postgres.ts";

/** Bytes in a dump: as text that JSON can hold. */
export type DumpedBytes = { readonly base64: string };
export type DumpedRow = Readonly<Record<string, unknown>>;
export type Dump = Readonly<Record<string, readonly DumpedRow[]>>;

/** Every row of every table, the signer's own too: what `pg_dump` as the owner gives. */
export async function dumpDatabase(ownerUrl: string): Promise<Dump> {
  const tables = await run<{ name: string }>(
    ownerUrl,
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('public', 'custody') and table_type = 'BASE TABLE'`,
  );
  const dump: Record<string, readonly DumpedRow[]> = {};
  for (const { name } of tables) dump[name] = await run(ownerUrl, `select * from ${name}`);
  return dump;
}

export function dumpToJson(dump: Dump): string {
  return JSON.stringify(dump, (_, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return isBufferJson(value) ? { base64: Buffer.from(value.data).toString("base64") } : value;
  });
}

/** `Buffer` has a `toJSON` of its own, which comes before the replacer. */
function isBufferJson(value: unknown): value is { type: "Buffer"; data: number[] } {
  return (value as { type?: unknown } | null)?.type === "Buffer";
}

export function bytesOf(value: unknown): Buffer {
  return Buffer.from((value as DumpedBytes).base64, "base64");
}

export function isBytes(value: unknown): value is DumpedBytes {
  return typeof (value as DumpedBytes | null)?.base64 === "string";
}
