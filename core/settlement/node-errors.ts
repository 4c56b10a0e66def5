/**
 * What became of a raw transaction that a node was given. Whatever it is, the transaction may have arrived, now or with
 * an earlier try: nothing is ever released because of it. `unknown` is every text that is not listed, and no answer.
 */
export type SendOutcome =
  | "sent"
  | "already_known"
  | "nonce_too_low"
  /** An earlier nonce is missing: that one has to go first. */
  | "nonce_too_high"
  /** Below what the node asks: for any transaction, or for one that replaces another. */
  | "underpriced"
  | "insufficient_funds"
  /** The node has no room now. */
  | "pool_full"
  /** The node will not take this transaction, whatever its fee: a person has to look. */
  | "refused"
  | "unknown";

/**
 * The nodes' texts, in lower case. Each client words it in its own way; the test beside this file names whose text is
 * whose. The first that matches counts.
 */
const MEANINGS: readonly (readonly [RegExp, SendOutcome])[] = [
  [/already ?known|already imported|known transaction|already exists/, "already_known"],
  [/nonce ?too ?(high|far|distant)|nonce ?gap/, "nonce_too_high"],
  [/nonce (is )?too low|old ?nonce|below sender account nonce/, "nonce_too_low"],
  [/underpriced|price to replace|not replace existing|replacementnotallowed/, "underpriced"],
  [/fee ?too ?low|less than block base fee|below (chain|configured) minimum/, "underpriced"],
  [/insufficient ?funds|upfront cost exceeds|overdraws/, "insufficient_funds"],
  [/pool is full|account limit|limit reached for delegated|pool size|spammer/, "pool_full"],
  [/tries to replace pending/, "pool_full"],
  [/exceeds (the )?configured cap|fee ?cap exceeded|block('s)? gas limit/, "refused"],
  [
    /gas limit (too high|reached)|intrinsic gas|oversized|too large|invalid (sender|sig|chain)/,
    "refused",
  ],
];

/** What the text of a JSON-RPC error to `eth_sendRawTransaction` means. */
export function meaningOfSendError(text: string): SendOutcome {
  const lower = text.toLowerCase();
  return MEANINGS.find(([pattern]) => pattern.test(lower))?.[1] ?? "unknown";
}
