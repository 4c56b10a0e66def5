/** What three books that know nothing of each other say of one figure, in cents; `null`: could not be asked. */
export type Testimony = {
  /** The sum of the journal's entries. */
  readonly journal: bigint;
  /** The column that the service works with. */
  readonly accounts: bigint;
  /** What the contract answers at the same block; `null` also for what no chain can know, such as a promise. */
  readonly chain: bigint | null;
};

/** Whose word stands against the two others'; `unclear` where each says something else, or only two were heard. */
export type Verdict = "agree" | "journal" | "accounts" | "chain" | "unclear";

export function oddOneOut({ journal, accounts, chain }: Testimony): Verdict {
  if (journal === accounts) return chain === null || chain === journal ? "agree" : "chain";
  if (chain === accounts) return "journal";
  if (chain === journal) return "accounts";
  return "unclear";
}

/** By how much they are apart at most. */
export function spreadOf({ journal, accounts, chain }: Testimony): bigint {
  const heard = chain === null ? [journal, accounts] : [journal, accounts, chain];
  const largest = heard.reduce((one, other) => (one > other ? one : other));
  const smallest = heard.reduce((one, other) => (one < other ? one : other));
  return largest - smallest;
}
