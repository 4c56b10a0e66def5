import { type Mutant, type Patch, patch } from "./mutant.ts";

const INDEXER = "server/indexer/indexer.ts";
const FIND = "server/indexer/find-transfers.ts";
const MOVEMENTS = "server/indexer/apply-movements.ts";
const TAKE_BACK = "server/payments/take-back.ts";
const PAYMENTS = "server/payments/payments.ts";
const SQL_STORE = "server/settlement/sql-store.ts";
const SQL_QUEUE = "server/settlement/sql-queue.ts";
const LOG_CHAIN = "test/simulation/sim-log-chain.ts";

function mutant(name: string, what: string, ...patches: Patch[]): Mutant {
  return { name, what, patches, tier: "sql" };
}

/** Mistakes in what only the tier on PostgreSQL runs: SQL, indexer, payments, voids. */
export const SQL_MUTANTS: readonly Mutant[] = [
  mutant(
    "newest-is-final",
    "books what the newest block says (final at the first receipt)",
    patch(LOG_CHAIN, "headOf(chain.finalBlock())!", "headOf(chain.head)!"),
  ),
  mutant(
    "one-confirmation",
    "books what is one block deep",
    patch(
      LOG_CHAIN,
      "headOf(chain.finalBlock())!",
      "headOf(chain.blockAt(chain.head.number > 0n ? chain.head.number - 1n : 0n))!",
    ),
  ),
  mutant(
    "skipped-is-settled",
    "takes a transfer that was left out for settled",
    patch(FIND, 'const reason = event.args["reason"];', "const reason = undefined;"),
  ),
  mutant(
    "skipped-is-unread",
    "does not read that a transfer was left out",
    patch(
      MOVEMENTS,
      "skipped: await markSkipped(tx, skipped),",
      "skipped: await markSkipped(tx, skipped.slice(skipped.length)),",
    ),
  ),
  mutant(
    "held-for-ever",
    "keeps what was reserved after it has settled",
    patch(
      MOVEMENTS,
      'transfer.state === "accepted" || transfer.state === "batched"',
      'transfer.state === "voided"',
    ),
  ),
  mutant(
    "void-keeps-the-hold",
    "voids a payment and leaves its amount reserved",
    patch(
      TAKE_BACK,
      "    transfers.map(({ from, amount }) => ({ account: from, amount })),",
      "    transfers.slice(1).map(({ from, amount }) => ({ account: from, amount })),",
    ),
  ),
  mutant(
    "void-unbooked",
    "voids a payment without its counter-entry",
    patch(
      TAKE_BACK,
      '  await counterPromises(tx, "reserve", "void", ids);',
      '  await counterPromises(tx, "reserve", "void", ids.slice(ids.length));',
    ),
  ),
  mutant(
    "void-after-dead-batch-sql",
    "lets a payment be voided whose signature was sent once",
    patch(
      TAKE_BACK,
      " || (await isPublic(tx, id))",
      " || (ids.length === 0 && (await isPublic(tx, id)))",
    ),
  ),
  mutant(
    "settlement-unbooked",
    "marks as settled without giving back what was reserved in the journal",
    patch(
      PAYMENTS,
      '  await counterPromises(tx, "reserve", "release", ids);',
      '  await counterPromises(tx, "reserve", "release", ids.slice(1));',
    ),
  ),
  mutant(
    "lost-and-silent",
    "leaves a payment waiting that can never settle any more",
    patch(INDEXER, "failLost(tx, final.time)", "failLost(tx, new Date(0))"),
  ),
  mutant(
    "fails-too-early",
    "takes a payment for lost a minute before its deadline is final",
    patch(
      INDEXER,
      "failLost(tx, final.time)",
      "failLost(tx, new Date(final.time.getTime() + 60_000))",
    ),
  ),
  mutant(
    "lost-keeps-the-hold",
    "keeps reserved what can never settle",
    patch(PAYMENTS, "  await release(tx, failed);", "  await release(tx, failed.slice(1));"),
  ),
  mutant(
    "lost-unbooked",
    "gives back what was reserved for a lost payment without its counter-entry",
    patch(
      PAYMENTS,
      '    "release",\n    failed.map(({ id }) => id),',
      '    "release",\n    failed.slice(1).map(({ id }) => id),',
    ),
  ),
  mutant(
    "skipped-fails",
    "takes a transfer for lost because the contract left it out once",
    patch(
      PAYMENTS,
      '  const changed = inState(transfers, "batched", "failed").map(unbatchTransfer);',
      '  const changed = inState(transfers, "batched").map((one) => failTransfer(one, "deadline_passed"));',
    ),
  ),
  mutant(
    "by-own-clock",
    "writes down when a payment was accepted by the replica's own clock",
    patch(
      "server/payments/store-payment.ts",
      "        now(), ${till.operatorId",
      "        ${payment.acceptedAt}, ${till.operatorId",
    ),
    patch(
      "server/payments/accept-payment.ts",
      "facts: factsToJson(facts) };",
      "facts: factsToJson(facts), acceptedAt: deps.clock.now() };",
    ),
  ),
  mutant(
    "judged-by-own-clock",
    "judges a payment by the replica's own clock",
    patch(
      "server/payments/accept-payment.ts",
      "const terms = await readTerms(tx, till, input.paymentId, card.id);",
      "const terms = { ...(await readTerms(tx, till, input.paymentId, card.id)), now: deps.clock.now() };",
    ),
  ),
  mutant(
    "dissolved-and-kept-sql",
    "keeps the transfers of a dead batch in it",
    patch(
      SQL_STORE,
      "  await markUnbatched(tx, batchId);",
      "  if (because === null) await markUnbatched(tx, batchId);",
    ),
  ),
  mutant(
    "voided-in-batch-sql",
    "does not look again whether a transfer was voided while its batch was made",
    patch(
      SQL_QUEUE,
      "    where t.id = any(${ids}::uuid[]) and t.state = 'accepted'\n      and ${column}",
      "    where t.id = any(${ids}::uuid[])\n      and ${column}",
    ),
  ),
  mutant(
    "counter-unmoved",
    "makes a batch without counting the nonce up in the same transaction",
    patch(SQL_QUEUE, "    await takeNonce(tx, lease.relayer);\n", ""),
  ),
  mutant(
    "no-lease-no-token-sql",
    "several replicas settle with one account, and none is told apart",
    patch(
      SQL_STORE,
      "      and (lease_until is null or lease_until < now() or lease_owner = ${owner})",
      "      and (lease_until is null or lease_until < now() + interval '1 hour' or lease_owner = ${owner})",
    ),
    patch("server/settlement/relayer-row.ts", '    .where("lease_token", "=", lease.token)\n', ""),
  ),
];
