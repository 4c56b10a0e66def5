import { type Mutant, mutant, patch } from "./mutant.ts";

const BUILD = "server/settlement/build-batch.ts";
const MEMORY_STORE = "test/simulation/memory-store.ts";

/** Mistakes in what is remembered: nonces, leases, which transfer is in which batch. */
export const STORE_MUTANTS: readonly Mutant[] = [
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
    "replacement-forgets-the-old",
    "keeps the newest form of a transaction only",
    patch(
      MEMORY_STORE,
      "        batch(id).attempts.push({ ...attempt, outcome: null, sentAt: null });",
      "        batch(id).attempts = batch(id).attempts.map((old) => ({ ...old, hash: attempt.hash, raw: attempt.raw }));\n        batch(id).attempts.push({ ...attempt, outcome: null, sentAt: null });",
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
    "dissolved-and-kept",
    "keeps the transfers of a dead batch in it",
    patch(
      MEMORY_STORE,
      '    if (transfer.batchId === row.id && transfer.state !== "settled") unbatch(transfer);',
      '    if (transfer.batchId === "" && transfer.state !== "settled") unbatch(transfer);',
    ),
  ),
  mutant(
    "dissolved-takes-settled",
    "frees transfers of a dead batch that have settled in another way",
    patch(
      MEMORY_STORE,
      '    if (transfer.batchId === row.id && transfer.state !== "settled") unbatch(transfer);',
      '    if (transfer.batchId === row.id) Object.assign(transfer, { state: "accepted", batchId: null });',
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
];
