import { type Mutant, mutant, patch } from "./mutant.ts";

const ADVANCE = "server/settlement/advance-batch.ts";
const BUILD = "server/settlement/build-batch.ts";
const DECIDE = "core/settlement/decide-batch.ts";
const NONCE = "core/settlement/decide-nonce.ts";
const FEES = "core/settlement/fees.ts";
const SIZE = "core/settlement/batch-size.ts";
const ASIDE = "core/settlement/set-aside.ts";

/** Mistakes in what is decided and done with batches and fees. */
export const DECISION_MUTANTS: readonly Mutant[] = [
  mutant(
    "send-before-store",
    "sends first and stores afterwards (eth-custodial)",
    patch(
      ADVANCE,
      "  const isStored = await deps.store.addAttempt(lease, batch.id, attempt);\n  return isStored &&",
      "  await deps.chain.send(raw);\n  const isStored = await deps.store.addAttempt(lease, batch.id, attempt);\n  return isStored &&",
    ),
  ),
  mutant(
    "fee-cap-only",
    "raises the cap and leaves the tip (eth-custodial)",
    patch(FEES, "  const tip = larger(bump(last.tip), market.tip);", "  const tip = last.tip;"),
  ),
  mutant(
    "timeout-is-failure",
    "takes no answer for failure and gives the batch up (Citizen Wallet)",
    patch(
      ADVANCE,
      "  return deps.store.noteSent(lease, batch.id, number, outcome);",
      '  if (outcome !== "sent" && outcome !== "already_known") return deps.store.dissolve(lease, batch.id, "foreign_nonce");\n  return deps.store.noteSent(lease, batch.id, number, outcome);',
    ),
  ),
  mutant(
    "whole-batch-revert",
    "the contract reverts the batch where one transfer of it cannot settle",
    patch(
      "test/simulation/sim-chain.ts",
      "  if (isSettlement && (isClosed(before, transfers, time) || gasUsed > gasLimit)) {",
      "  const isOneBad = transfers.some((one) => previewOf(before, one, time) !== null);\n  if (isSettlement && (isClosed(before, transfers, time) || gasUsed > gasLimit || isOneBad)) {",
    ),
    patch(
      BUILD,
      "  const settleable = batch.filter((_, index) => verdicts[index] === null);",
      "  const settleable = batch;",
    ),
    patch("test/simulation/watch.ts", "told?.get(id) === null", "told !== null"),
  ),
  mutant(
    "no-simulation",
    "does not ask what would become of a transfer",
    patch(
      BUILD,
      "  const settleable = batch.filter((_, index) => verdicts[index] === null);",
      "  const settleable = batch;",
    ),
  ),
  mutant(
    "one-blocks-all",
    "makes no batch while one transfer would be left out",
    patch(
      BUILD,
      "    if (!(await store.setAside(lease, asides))) return undefined;",
      "    await store.setAside(lease, asides);\n    return undefined;",
    ),
    patch(ASIDE, "const FIRST_WAIT_SECONDS = 30;", "const FIRST_WAIT_SECONDS = 0;"),
  ),
  mutant(
    "aside-for-ever",
    "never looks again at what was set aside",
    patch(
      ASIDE,
      "  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(earlierTimes, 20));",
      "  return 1e9 + earlierTimes;",
    ),
  ),
  mutant(
    "newest-block-kills",
    "gives a batch up by the count at the newest block",
    patch(
      DECIDE,
      "  if (chain.usedRead > nonce)",
      "  if (chain.usedLatest > nonce && receipt === undefined)",
    ),
  ),
  mutant(
    "nonce-too-low-kills",
    "gives a batch up because a node says that its nonce is used",
    patch(
      ADVANCE,
      "  return deps.store.noteSent(lease, batch.id, number, outcome);",
      '  if (outcome === "nonce_too_low") return deps.store.dissolve(lease, batch.id, "foreign_nonce");\n  return deps.store.noteSent(lease, batch.id, number, outcome);',
    ),
  ),
  mutant(
    "never-sent-again",
    "sends each form once: what is evicted is lost",
    patch(
      DECIDE,
      '  if (isDue) return { do: "send", attempt: last.number, because };',
      '  if (last.sentSecondsAgo === null) return { do: "send", attempt: last.number, because };',
    ),
    patch(
      DECIDE,
      '  if (fees !== undefined) return { do: "sign", fees };',
      '  if (fees !== undefined && facts.nonce < 0n) return { do: "sign", fees };',
    ),
  ),
  mutant(
    "not-sent-after-crash",
    "takes what is stored for sent",
    patch(
      DECIDE,
      "  const isDue = last.sentSecondsAgo === null || last.sentSecondsAgo >= chain.resendSeconds;",
      "  const isDue = last.sentSecondsAgo !== null && last.sentSecondsAgo >= chain.resendSeconds;",
    ),
    patch(
      DECIDE,
      "  if (chain.usedLatest !== nonce) return false;",
      "  if (chain.usedLatest !== nonce || last.sentSecondsAgo === null) return false;",
    ),
  ),
  mutant(
    "never-raised",
    "never offers more: stuck where fees have risen",
    patch(
      DECIDE,
      "  if (chain.usedLatest !== nonce) return false;",
      "  if (chain.usedLatest !== nonce || nonce >= 0n) return false;",
    ),
  ),
  mutant(
    "no-ceiling",
    "offers whatever the market asks",
    patch(
      FEES,
      "  return maximumFee > ceiling ? undefined : { maximumFee, tip };",
      "  return { maximumFee, tip };",
    ),
  ),
  mutant(
    "five-percent",
    "raises by less than the nodes ask",
    patch(
      FEES,
      "const BUMP_NUMERATOR = 9n;\nconst BUMP_DENOMINATOR = 8n;",
      "const BUMP_NUMERATOR = 21n;\nconst BUMP_DENOMINATOR = 20n;",
    ),
  ),
  mutant(
    "mined-is-for-ever",
    "does not notice that a reorg took the batch back",
    patch(
      DECIDE,
      '  if (state === "mined") return { do: "note_forgotten" };',
      '  if (state === "mined") return { do: "wait", because: "mined" };',
    ),
  ),
  mutant(
    "new-nonce-on-replacement",
    "replaces a stuck transaction under the next nonce",
    patch(
      ADVANCE,
      "    nonce: Number(batch.nonce),",
      "    nonce: Number(batch.nonce) + batch.attempts.length,",
    ),
  ),
  mutant(
    "pool-overrun",
    "builds without a limit on what is on its way",
    patch(
      NONCE,
      '  return isFull ? { do: "wait", because: "in_flight" } : { do: "build" };',
      '  return isFull && open.length > 99 ? { do: "wait", because: "in_flight" } : { do: "build" };',
    ),
  ),
  mutant(
    "dead-is-for-ever",
    "does not offer a dead batch again where the chain waits for its nonce",
    patch(
      NONCE,
      "  if (dead !== undefined && usedRead <= dead.nonce) return",
      "  if (dead !== undefined && usedRead < 0n) return",
    ),
  ),
  mutant(
    "foreign-nonce-unseen",
    "never gives up a nonce that a foreign transaction has used",
    patch(NONCE, '  if (usedRead > nextNonce) return { do: "give_up", nonce: nextNonce };', ""),
  ),
  mutant(
    "no-margin",
    "limits a batch to less gas than it needs",
    patch(
      SIZE,
      "  const wanted = (estimate * 5n) / 4n + MARGIN_GAS;",
      "  const wanted = (estimate * 3n) / 4n;",
    ),
  ),
  mutant(
    "no-size",
    "puts more into a transaction than a block takes",
    patch(
      SIZE,
      "  const share = blockGasLimit / BLOCK_SHARE;",
      "  const share = blockGasLimit * BLOCK_SHARE;",
    ),
    patch(SIZE, "  if (wanted <= limit) return", "  if (wanted > 0n) return"),
    patch(
      SIZE,
      "    if (batch.length > 0 && likelyGas(batch.length + 1, recipients.size) > gasLimit) break;",
      "    if (batch.length < 0 && likelyGas(batch.length + 1, recipients.size) > gasLimit) break;",
    ),
  ),
  mutant(
    "settles-while-halted",
    "goes on while reading the chain has halted",
    patch(
      "server/settlement/settler.ts",
      "  const readBlock = await deps.store.readBlock();",
      "  const readBlock = (await deps.store.readBlock()) ?? 1n << 60n;",
    ),
  ),
  mutant(
    "underpriced-is-fine",
    "takes a refused replacement for one that waits, and offers no more",
    patch(
      DECIDE,
      "  const wantsMore = isStuck(facts, last);",
      '  const wantsMore = isStuck(facts, last) && last.outcome !== "underpriced";',
    ),
  ),
];
