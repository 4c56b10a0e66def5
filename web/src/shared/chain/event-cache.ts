import type { Address } from "#core/shared/ids.ts";

import type { MoneyEvent } from "./voucher-events.ts";

/**
 * Events of final blocks that this browser has read before, so that a visitor who comes again reads only what is new.
 *
 * Kept apart by chain and by the node that told them: who names a node of their own gets nothing that another node said.
 * The last block's hash is kept with them: on another chain, or one that took blocks back, they are thrown away. What is
 * kept can be believed as little as a file on that computer: before a difference is shown, everything is read again
 * from the node, and anyone can ask for that.
 */
export type EventCache = {
  /** What is kept of a contract from a block on without gaps; `undefined` where there is nothing that can be used. */
  read(contract: Address, from: bigint): Promise<KeptEvents | undefined>;
  keep(contract: Address, part: KeptPart): Promise<void>;
  /** Forgets a contract's events. */
  discard(contract: Address): Promise<void>;
};

export type KeptEvents = { readonly until: bigint; readonly events: readonly MoneyEvent[] };

export type KeptPart = {
  readonly from: bigint;
  readonly until: bigint;
  /** Hash of the block `until`. */
  readonly hash: string;
  readonly events: readonly MoneyEvent[];
};

/** Another number where what is kept changes its form: what was kept before is then thrown away. */
const VERSION = 1;
const NAME = "borgo-events";
const STORE = "parts";

/** No cache: everything is read from the node. */
export const NO_CACHE: EventCache = {
  read: async () => undefined,
  keep: async () => undefined,
  discard: async () => undefined,
};

/**
 * Opens this browser's cache for a source of events, such as chain and node. Where the browser has none to give (a private
 * window, a full disk), nothing is kept.
 */
export async function openEventCache(
  source: string,
  hashOf: (block: bigint) => Promise<string | undefined>,
): Promise<EventCache> {
  const database = await openDatabase().catch(() => undefined);
  if (database === undefined) return NO_CACHE;
  const keyOf = (contract: Address) => `${source} ${contract}`;
  const discard = async (contract: Address) => {
    const key = keyOf(contract);
    await done(store(database, "readwrite").delete(IDBKeyRange.bound([key], [key, []])));
  };
  return {
    discard: (contract) => discard(contract).catch(() => undefined),
    keep: async (contract, part) => {
      const stored = { ...part, key: keyOf(contract), start: Number(part.from) };
      await done(store(database, "readwrite").put(stored)).catch(() => undefined);
    },
    read: async (contract, from) => {
      const key = keyOf(contract);
      const range = IDBKeyRange.bound([key], [key, []]);
      const parts = await done<unknown[]>(store(database, "readonly").getAll(range)).catch(
        () => [],
      );
      if (parts.length === 0) return undefined;
      const kept = joinParts(parts, from);
      if (kept !== undefined && (await hashOf(kept.until)) === kept.hash) return kept;
      await discard(contract).catch(() => undefined);
      return undefined;
    },
  };
}

function store(database: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  return database.transaction(STORE, mode).objectStore(STORE);
}

function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open(NAME, VERSION);
  opening.addEventListener("upgradeneeded", () => {
    const { result } = opening;
    if (result.objectStoreNames.contains(STORE)) result.deleteObjectStore(STORE);
    result.createObjectStore(STORE, { keyPath: ["key", "start"] });
  });
  return done(opening);
}

function done<Value>(asked: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    asked.addEventListener("success", () => resolve(asked.result));
    asked.addEventListener("error", () =>
      reject(asked.error ?? new Error("The browser's database refused.")),
    );
  });
}

/** What parts in order of their blocks add up to; `undefined` where one is missing or is not what we keep. */
export function joinParts(
  parts: readonly unknown[],
  from: bigint,
): (KeptEvents & { readonly hash: string }) | undefined {
  let next = from;
  let hash = "";
  const events: MoneyEvent[] = [];
  for (const part of parts) {
    if (!isPart(part) || part.from !== next || part.until < part.from) return undefined;
    for (const event of part.events) {
      if (!isEvent(event) || event.block < part.from || event.block > part.until) return undefined;
      events.push(event);
    }
    next = part.until + 1n;
    hash = part.hash;
  }
  return hash === "" ? undefined : { until: next - 1n, hash, events };
}

function isPart(part: unknown): part is KeptPart {
  const { from, until, hash, events } = (part ?? {}) as Partial<Record<keyof KeptPart, unknown>>;
  return (
    typeof from === "bigint" &&
    typeof until === "bigint" &&
    typeof hash === "string" &&
    Array.isArray(events)
  );
}

function isEvent(event: unknown): event is MoneyEvent {
  const { name, from, to, amount, block, seconds } = (event ?? {}) as Partial<MoneyEvent>;
  return (
    (name === "Transfer" || name === "AccountReassigned") &&
    isAddress(from) &&
    isAddress(to) &&
    typeof amount === "bigint" &&
    amount >= 0n &&
    typeof block === "bigint" &&
    (seconds === undefined || typeof seconds === "bigint")
  );
}

function isAddress(text: unknown): boolean {
  return typeof text === "string" && /^0x[0-9a-f]{40}$/.test(text);
}
