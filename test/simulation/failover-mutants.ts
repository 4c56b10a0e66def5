import { type Mutant, mutant, patch } from "./mutant.ts";

const QUARANTINE = "server/settlement/quarantine.ts";
const MEMORY_BANK = "test/simulation/memory-bank.ts";
const MEMORY_STORE = "test/simulation/memory-store.ts";

/** Mistakes in what is done where the database has forgotten. */
export const FAILOVER_MUTANTS: readonly Mutant[] = [
  mutant(
    "no-quarantine",
    "goes on from an older copy as if nothing was missing",
    patch(MEMORY_BANK, "{ isQuarantined: true }", "{ isQuarantined: false }"),
    patch(MEMORY_BANK, "  tables.isQuarantined = true;\n", ""),
  ),
  mutant(
    "no-jump",
    "goes on with the account's next nonce of the older copy",
    patch(MEMORY_STORE, "BigInt(Math.floor(tables.now() / 1000))", "0n"),
    patch(MEMORY_STORE, "account.nextNonce = JUMP + ", "account.nextNonce = "),
  ),
  mutant(
    "jump-is-the-same",
    "goes on just beyond the window, each time that the same copy is put back",
    patch(MEMORY_STORE, "BigInt(Math.floor(tables.now() / 1000))", "0n"),
  ),
  mutant(
    "reopens-at-once",
    "ends a quarantine without using nonces up, and lets be voided what was sent in what is forgotten",
    patch(QUARANTINE, "  if (facts.usedRead < until || readBlock", "  if (readBlock"),
    patch(
      MEMORY_STORE,
      '    if (transfer.state === "accepted") transfer.isPublic = true;',
      '    if (transfer.state === "failed") transfer.isPublic = true;',
    ),
  ),
  mutant(
    "used-is-latest",
    "takes a relayer's nonce for used as soon as the latest block has it, for ever",
    patch(QUARANTINE, "until, facts.usedRead)", "until, facts.usedLatest)"),
  ),
  {
    ...mutant(
      "tip-stays",
      "offers no higher tip than the ceiling leaves room for, against what is forgotten",
      patch(
        "core/settlement/decide-batch.ts",
        'outcome === "underpriced" ? tipped',
        "false ? tipped",
      ),
    ),
    firstSeed: 12_600,
  },
  {
    ...mutant(
      "forgotten-reversal-uncounted",
      "gives back again what a reversal gave back that the older copy had forgotten",
      patch(
        MEMORY_BANK,
        "    ...tables.recovered.filter((one) => one.reversed === paid.digest || mayBelong(one)),\n",
        "",
      ),
    ),
    firstSeed: 18_300,
  },
  {
    ...mutant(
      "forgotten-reversal-unread",
      "does not read, from the database, which payment a forgotten reversal gives back",
      patch(
        "server/indexer/recover-transfers.ts",
        "reversed_digest: reversed",
        "reversed_digest: null",
      ),
    ),
    tier: "sql",
    firstSeed: 18_340,
  },
  {
    ...mutant(
      "forgotten-reversal-unsummed",
      "does not add up, in the database, what forgotten reversals gave back",
      patch(
        "server/payments/reversal-terms.ts",
        "from recovered_transfer where reversed_digest",
        "from recovered_transfer where false and reversed_digest",
      ),
    ),
    tier: "sql",
    firstSeed: 18_340,
  },
];
