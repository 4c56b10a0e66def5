import { type Fees, type Market, bumpedFees, firstFees, tippedFees } from "./fees.ts";
import type { SendOutcome } from "./node-errors.ts";

/** One signed form of a batch's transaction, as far as a decision needs it. */
export type AttemptFacts = {
  readonly number: number;
  readonly fees: Fees;
  /** The newest block when it was signed. */
  readonly signedAtBlock: bigint;
  /** Seconds since a node was last given it, by the store's clock; null where none was. */
  readonly sentSecondsAgo: number | null;
  /** What a node last said to it. */
  readonly outcome: SendOutcome | null;
};

/** A receipt of any of the attempts, as some node gave it: it may be late, or wrong. */
export type ReceiptFacts = {
  readonly succeeded: boolean;
  readonly block: bigint;
  readonly gasUsed: bigint;
};

/** What is known of an open batch: from our own rows, and from the chain. */
export type BatchFacts = {
  readonly state: "built" | "sent" | "mined";
  readonly nonce: bigint;
  readonly minedBlock: bigint | null;
  /** In the order in which they were signed. */
  readonly attempts: readonly AttemptFacts[];
  readonly receipt: ReceiptFacts | undefined;
  readonly chain: ChainFacts;
};

/** What the chain says of a relayer account and of the market. */
export type ChainFacts = {
  /** The last final block whose events have been applied. */
  readonly readBlock: bigint;
  /** How many nonces the account had used up to that block: these are gone for good. */
  readonly usedRead: bigint;
  readonly head: bigint;
  /** How many it has used up to the newest block; may be taken back. */
  readonly usedLatest: bigint;
  readonly market: Market;
  /** No transaction offers more for a unit of gas. */
  readonly ceiling: bigint;
  /** Seconds after which the same bytes are offered again. */
  readonly resendSeconds: number;
};

export type WaitReason =
  /** A block that is not final yet holds it. */
  | "mined"
  /** Offered, and too early to offer it again. */
  | "offered"
  /** The market asks more than the ceiling. */
  | "above_ceiling"
  /** Some transaction has used its nonce, and no receipt of ours says which. */
  | "nonce_in_doubt";

export type DeathReason = "reverted" | "foreign_nonce";

export type BatchAction =
  | { readonly do: "wait"; readonly because: WaitReason }
  /** Sign with these fees, store, and only then send. */
  | { readonly do: "sign"; readonly fees: Fees }
  | { readonly do: "send"; readonly attempt: number; readonly because: "lost" | "above_ceiling" }
  | { readonly do: "note_mined"; readonly block: bigint; readonly gasUsed: bigint }
  | { readonly do: "note_forgotten" }
  | { readonly do: "dissolve"; readonly because: DeathReason };

/** Blocks without news after which more is offered. */
const BUMP_AFTER_BLOCKS = 6n;
/** A node that says "underpriced" does not keep it: more is offered with the next block. */
const BUMP_REFUSED_AFTER_BLOCKS = 1n;

/**
 * What to do with an open batch. Only facts of final blocks end one: everything else that a node says (receipts, counts
 * at the newest block, answers to what was sent) is a hint, and a wrong hint costs time at most.
 */
export function decideBatch(facts: BatchFacts): BatchAction {
  const { state, nonce, receipt, chain } = facts;
  // The indexer makes a batch final in the transaction that reads its block. This one's nonce is used in a block that was
  // read, and it is not final: it reverted, or another transaction has used its nonce.
  if (chain.usedRead > nonce)
    return { do: "dissolve", because: receipt?.succeeded === false ? "reverted" : "foreign_nonce" };
  if (receipt !== undefined && receipt.block > chain.readBlock) return noteReceipt(facts, receipt);
  if (state === "mined") return { do: "note_forgotten" };
  return offer(facts);
}

function noteReceipt({ state, minedBlock }: BatchFacts, receipt: ReceiptFacts): BatchAction {
  const { block, gasUsed } = receipt;
  if (state === "mined" && minedBlock === block) return { do: "wait", because: "mined" };
  return { do: "note_mined", block, gasUsed };
}

/** No block that counts holds it: it has to be signed, offered again, or offered for more. */
function offer(facts: BatchFacts): BatchAction {
  const { chain, attempts } = facts;
  const last = attempts.at(-1);
  if (last === undefined) {
    const fees = firstFees(chain.market, chain.ceiling);
    return fees === undefined ? { do: "wait", because: "above_ceiling" } : { do: "sign", fees };
  }
  const wantsMore = isStuck(facts, last);
  const fees = wantsMore ? raisedFees(last, chain) : undefined;
  if (fees !== undefined) return { do: "sign", fees };
  const because = wantsMore ? "above_ceiling" : "lost";
  const isDue = last.sentSecondsAgo === null || last.sentSecondsAgo >= chain.resendSeconds;
  if (isDue) return { do: "send", attempt: last.number, because };
  if (chain.usedLatest > facts.nonce) return { do: "wait", because: "nonce_in_doubt" };
  return { do: "wait", because: wantsMore ? "above_ceiling" : "offered" };
}

function raisedFees({ fees, outcome }: AttemptFacts, { market, ceiling }: ChainFacts) {
  const bumped = bumpedFees(fees, market, ceiling);
  return bumped === undefined && outcome === "underpriced" ? tippedFees(fees, market) : bumped;
}

/**
 * Only the batch that the chain waits for can be stuck by its fees; those behind it wait for it. Blocks are counted, not
 * seconds: a chain that stands still asks for no more money.
 */
function isStuck({ nonce, chain }: BatchFacts, last: AttemptFacts): boolean {
  if (chain.usedLatest !== nonce) return false;
  const blocks = chain.head - last.signedAtBlock;
  return blocks >= (last.outcome === "underpriced" ? BUMP_REFUSED_AFTER_BLOCKS : BUMP_AFTER_BLOCKS);
}
