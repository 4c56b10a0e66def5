import { type Mutant, mutant, patch } from "./mutant.ts";
import { SQL_MUTANTS } from "./sql-mutants.ts";

const ADVANCE = "server/settlement/advance-batch.ts";
const BUILD = "server/settlement/build-batch.ts";
const DECIDE = "core/settlement/decide-batch.ts";
const NONCE = "core/settlement/decide-nonce.ts";
const FEES = "core/settlement/fees.ts";
const SIZE = "core/settlement/batch-size.ts";
const ASIDE = "core/settlement/set-aside.ts";
const MEMORY_STORE = "test/simulation/memory-store.ts";

/** Runs in every `npm test` and must be found. */
export const CANARY = "send-before-store";

const IN_MEMORY: readonly Mutant[] = [
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
    "nonce-in-memory",
    "takes the nonce from the node and what it remembers itself (Citizen Wallet)",
    patch(
      BUILD,
      "await store.nextNonce(relayer);",
      'facts.usedLatest + BigInt(batches.filter((one) => one.nonce >= facts.usedLatest && one.state !== "dead").length);',
    ),
    patch(MEMORY_STORE, " || relayer.nextNonce !== wanted.nonce", ""),
    patch(
      MEMORY_STORE,
      "    nonce: owner.nextNonce,",
      "    nonce: (row as { nonce?: bigint }).nonce ?? owner.nextNonce,",
    ),
    patch(
      MEMORY_STORE,
      "insertBatch(tables, lease.relayer, { id: wanted.id, ...composed });",
      "insertBatch(tables, lease.relayer, { id: wanted.id, nonce: wanted.nonce, ...composed } as never);",
    ),
  ),
  mutant(
    "fee-cap-only",
    "raises the cap and leaves the tip (eth-custodial)",
    patch(FEES, "  const tip = larger(bump(last.tip), market.tip);", "  const tip = last.tip;"),
  ),
  mutant(
    "counter-outside-the-row",
    "counts the nonce up before the row is written (OpenZeppelin Relayer)",
    patch(
      BUILD,
      "    const { transfers, data, gasLimit } = sized;",
      "    const { transfers, data, gasLimit } = sized;\n    await (deps.store as never as { count(lease: Lease): Promise<void> }).count(lease);",
    ),
    patch(
      MEMORY_STORE,
      "    nextNonce: async",
      "    count: (lease: Lease) => fenced(lease, (relayer) => void (relayer.nextNonce += 1n)),\n    nextNonce: async",
    ),
    patch(MEMORY_STORE, " || relayer.nextNonce !== wanted.nonce", ""),
    patch(
      MEMORY_STORE,
      "    nonce: owner.nextNonce,",
      '    nonce: row.kind === "filler" ? owner.nextNonce : owner.nextNonce - 1n,',
    ),
    patch(
      MEMORY_STORE,
      "  owner.nextNonce += 1n;",
      '  if (row.kind === "filler") owner.nextNonce += 1n;',
    ),
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
    "no-lease-no-token",
    "several replicas settle with one account, and none is told apart",
    patch(
      MEMORY_STORE,
      "  if (row.until !== null && row.until >= now && !isMine) return undefined;",
      "",
    ),
    patch(MEMORY_STORE, "    if (relayer.token !== lease.token) return false;", ""),
    patch(MEMORY_STORE, "relayer.token !== lease.token || relayer.nextNonce", "relayer.nextNonce"),
  ),
  mutant(
    "no-fencing-token",
    "the lease is asked for once a round, and not with each write",
    patch(MEMORY_STORE, "    if (relayer.token !== lease.token) return false;", ""),
    patch(MEMORY_STORE, "relayer.token !== lease.token || relayer.nextNonce", "relayer.nextNonce"),
  ),
  mutant(
    "whole-batch-revert",
    "the contract reverts the batch where one transfer of it cannot settle",
    patch(
      "test/simulation/sim-chain.ts",
      "  if (isSettlement && (before.isPaused || gasUsed > gasLimit)) {",
      "  const isOneBad = transfers.some((one) => previewOf(before, one) !== null);\n  if (isSettlement && (before.isPaused || gasUsed > gasLimit || isOneBad)) {",
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
    "replacement-forgets-the-old",
    "keeps the newest form of a transaction only",
    patch(
      MEMORY_STORE,
      "        batch(id).attempts.push({ ...attempt, outcome: null, sentAt: null });",
      "        batch(id).attempts = batch(id).attempts.map((old) => ({ ...old, hash: attempt.hash, raw: attempt.raw }));\n        batch(id).attempts.push({ ...attempt, outcome: null, sentAt: null });",
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
    "one-account-two-relayers",
    "lets two relayers carry payments of one account at once",
    patch(
      MEMORY_STORE,
      '    return row.relayer !== relayer && (row.state === "built" || row.state === "sent");',
      '    return row.relayer === "0x" && row.relayer !== relayer;',
    ),
  ),
  mutant(
    "jump-over-foreign-nonces",
    "jumps to the chain's nonce without rows for those between",
    patch(
      MEMORY_STORE,
      "        insertBatch(tables, lease.relayer, { ...filler, to: lease.relayer });",
      '        if (filler.kind === "filler") { relayer.nextNonce += 1n; return true; }\n        insertBatch(tables, lease.relayer, { ...filler, to: lease.relayer });',
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
    "dissolved-and-kept",
    "keeps the transfers of a dead batch in it",
    patch(
      MEMORY_STORE,
      '    if (transfer.batchId === row.id && transfer.state === "batched")',
      '    if (transfer.batchId === "" && transfer.state === "batched")',
    ),
  ),
  mutant(
    "dissolved-takes-settled",
    "frees transfers of a dead batch that have settled in another way",
    patch(
      MEMORY_STORE,
      '    if (transfer.batchId === row.id && transfer.state === "batched")',
      "    if (transfer.batchId === row.id)",
    ),
  ),
  mutant(
    "voided-in-batch",
    "does not look again whether a transfer was voided while its batch was made",
    patch(
      MEMORY_STORE,
      '        return row.state === "accepted" && !isElsewhere(tables, row, lease.relayer);',
      '        return row.state !== "batched" && !isElsewhere(tables, row, lease.relayer);',
    ),
  ),
  mutant(
    "void-after-dead-batch",
    "lets a payment be voided whose signature was sent once",
    patch(
      "test/simulation/memory-bank.ts",
      'state !== "accepted" || isPublic',
      'state !== "accepted" || (isPublic && state !== "accepted")',
    ),
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

export const MUTANTS: readonly Mutant[] = [...IN_MEMORY, ...SQL_MUTANTS];

export function mutantNamed(name: string): Mutant {
  const found = MUTANTS.find((one) => one.name === name);
  if (found === undefined)
    throw new RangeError(
      `No mutant is called "${name}". Choose among: ${MUTANTS.map((one) => one.name).join(", ")}.`,
    );
  return found;
}
