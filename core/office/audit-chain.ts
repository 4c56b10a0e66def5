/** A row of the audit log as it is checked: `at` and `details` as the very text that is under the digest. */
export type ChainedEntry = {
  readonly id: bigint;
  /** Instant in UTC with microseconds, ISO 8601. */
  readonly at: string;
  readonly officer: string | null;
  readonly act: string;
  readonly subject: string | null;
  readonly details: string;
  /** Lower-case hexadecimal without 0x, as is `digest`. */
  readonly previous: string;
  readonly digest: string;
};

/** Where the chain stands: the last row's number and digest. */
export type ChainHead = { readonly id: bigint; readonly digest: string };

export const EMPTY_CHAIN: ChainHead = { id: 0n, digest: "00".repeat(32) };

export type ChainBreak =
  /** Rows are missing before this one, or one stands twice. */
  | { readonly code: "gap"; readonly id: bigint; readonly after: bigint }
  /** It does not follow the row before it: that one was changed, or this one slipped in. */
  | { readonly code: "does_not_follow"; readonly id: bigint }
  /** Its own content is not what was written. */
  | { readonly code: "changed"; readonly id: bigint }
  /** The log is shorter than a head that was noted outside the database. */
  | { readonly code: "cut_off"; readonly id: bigint; readonly last: bigint }
  /** A head that was noted outside the database is another than the log's: the log was written anew. */
  | { readonly code: "rewritten"; readonly id: bigint };

/** SHA-256 of bytes given in hexadecimal followed by a text in UTF-8; answers hexadecimal. */
export type DigestOf = (prefix: string, text: string) => string;

/** What is wrong with a row that comes after `head`; `undefined` where it continues the chain. */
export function findBreak(
  head: ChainHead,
  entry: ChainedEntry,
  digestOf: DigestOf,
): ChainBreak | undefined {
  if (entry.id !== head.id + 1n) return { code: "gap", id: entry.id, after: head.id };
  if (entry.previous !== head.digest) return { code: "does_not_follow", id: entry.id };
  if (digestOf(entry.previous, textOf(entry)) !== entry.digest)
    return { code: "changed", id: entry.id };
  return undefined;
}

/** The fields with their lengths in front, so that no two rows come to the same text: as the database writes them. */
function textOf({ id, at, officer, act, subject, details }: ChainedEntry): string {
  return [id.toString(), at, officer, act, subject, details].map(field).join("");
}

function field(text: string | null): string {
  return text === null ? "-" : `${utf8Length(text)}:${text}`;
}

/** Bytes of a text in UTF-8. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
