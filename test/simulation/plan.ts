import { type Dice, createDice } from "./seeded-random.ts";

export const FAULTS = [
  "crash",
  "rpcBefore",
  "rpcAfter",
  "rpcTwice",
  "databaseBefore",
  "databaseAfter",
  "lag",
  "lie",
  "reorg",
  "halt",
  "evict",
  "spike",
  "congestion",
  "foreign",
  "pause",
  "skew",
  "thirdParty",
  "block",
  "guardianPause",
  "indexerHalt",
  "void",
  "duplicate",
] as const;

export type FaultName = (typeof FAULTS)[number];

/** The most often that a fault happens: for each call to a port, or for each step of the world. */
const MOST_OFTEN: Readonly<Record<FaultName, number>> = {
  crash: 0.03,
  rpcBefore: 0.1,
  rpcAfter: 0.1,
  rpcTwice: 0.1,
  databaseBefore: 0.05,
  databaseAfter: 0.05,
  lag: 0.2,
  lie: 0.1,
  reorg: 0.05,
  halt: 0.02,
  evict: 0.06,
  spike: 0.02,
  congestion: 0.5,
  foreign: 0.02,
  pause: 0.03,
  skew: 1,
  thirdParty: 0.03,
  block: 0.03,
  guardianPause: 0.02,
  indexerHalt: 0.01,
  void: 0.3,
  duplicate: 0.3,
};

export type PoolKind = "geth" | "reth" | "none";

/** What one seed tries: its own mix of faults, some often, some not at all. */
export type Plan = {
  readonly seed: number;
  readonly replicas: number;
  readonly relayers: number;
  readonly cards: number;
  readonly merchants: number;
  readonly payments: number;
  readonly pool: PoolKind;
  readonly inFlightLimit: number;
  /** How many blocks the final one is behind the newest. */
  readonly finalDepth: number;
  /** Transfers that one transaction takes, as a share of the gas. */
  readonly blockGasLimit: bigint;
  readonly settleAfterSeconds: number;
  readonly batchEverySeconds: number;
  readonly rates: Readonly<Record<FaultName, number>>;
  /** How often, at each step, a shop gives something of a payment back; 0: never. */
  readonly reversalRate: number;
  /** Which part of a price the shops take in local value, in percent; 0: none, and no card has any. */
  readonly localPercent: number;
  /** How often, at each step, an older copy takes the database's place; 0: never. */
  readonly failoverRate: number;
  /** When nothing signed may settle any more, in seconds from the start; undefined: weeks after the end. */
  readonly deadlineSeconds: number | undefined;
  /** Whether the voucher itself is closed from then on, and reverts the whole; otherwise each signature has run out. */
  readonly closesThen: boolean;
  /** Whether one account or shop stays kept for ever. */
  readonly keepsOne: boolean;
  /** Steps of the world before all faults end. */
  readonly troubledSteps: number;
};

export function planOf(seed: number): Plan {
  const dice = createDice(seed, "plan");
  const pool = dice.pick(["geth", "geth", "reth", "none"] as const);
  return {
    seed,
    pool,
    replicas: 1 + dice.upTo(2),
    relayers: dice.happens(0.3) ? 2 : 1,
    cards: 2 + dice.upTo(1),
    merchants: 2 + dice.upTo(1),
    payments: 6 + dice.upTo(14),
    inFlightLimit: pool === "none" ? 1 : 1 + dice.upTo(3),
    finalDepth: 2 + dice.upTo(6),
    blockGasLimit: dice.pick([400_000n, 700_000n, 30_000_000n]),
    settleAfterSeconds: dice.pick([0, 5, 20]),
    batchEverySeconds: dice.pick([0, 5, 20, 40]),
    rates: ratesOf(dice),
    ...deadlineOf(createDice(seed, "deadline")),
    reversalRate: createDice(seed, "reversal rate").happens(0.5) ? 0.15 : 0,
    localPercent: createDice(seed, "local value").happens(0.4) ? 40 : 0,
    failoverRate: createDice(seed, "failover rate").happens(0.3) ? 0.03 : 0,
    keepsOne: createDice(seed, "kept").happens(0.3),
    troubledSteps: 60 + dice.upTo(100),
  };
}

function deadlineOf(dice: Dice): Pick<Plan, "deadlineSeconds" | "closesThen"> {
  const isSoon = dice.happens(0.3);
  const deadlineSeconds = 40 + dice.upTo(160);
  return { deadlineSeconds: isSoon ? deadlineSeconds : undefined, closesThen: dice.happens(0.5) };
}

function ratesOf(dice: Dice): Plan["rates"] {
  const rates = FAULTS.map((fault) => {
    const isOn = dice.happens(0.5);
    const share = dice.next();
    return [fault, isOn ? share * MOST_OFTEN[fault] : 0] as const;
  });
  return Object.fromEntries(rates) as Plan["rates"];
}
