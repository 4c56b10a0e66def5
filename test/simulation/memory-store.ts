import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import type { Address } from "#core/shared/ids.ts";
import type { Cents } from "#core/shared/money.ts";

import type {
  Batch,
  Lease,
  Queue,
  SettlementStore,
  WaitingTransfer,
} from "../../server/settlement/settlement-store.ts";
import { quarantined } from "./bank.ts";
import type { BatchRow, RelayerRow, Tables, TransferRow } from "./memory-tables.ts";
import { LOCAL_TOKEN, PROGRAMME, SIGNATURE, VOUCHER, programmeOf } from "./town.ts";

const LEASE_MS = 15_000;
const FILLER_GAS = 100_000n;

/** The settler's store in memory: what `server/settlement/sql-store.ts` does in PostgreSQL, said plainly. */
export function createMemoryStore(tables: Tables): SettlementStore {
  const fenced = async (lease: Lease, write: (relayer: RelayerRow) => boolean | void) => {
    const relayer = tables.relayers.get(lease.relayer)!;
    if (relayer.token !== lease.token) return false;
    return write(relayer) ?? true;
  };
  const batch = (id: string) => tables.batches.find((row) => row.id === id)!;
  return {
    takeLease: async (relayer, owner) => takeLease(tables, relayer, owner),
    giveLeaseUp: async (lease) =>
      void fenced(lease, (relayer) => void Object.assign(relayer, { owner: null, until: null })),
    readBlock: async () => (tables.isHalted ? undefined : tables.readBlock),
    nextNonce: async (relayer) => tables.relayers.get(relayer)!.nextNonce,
    batches: async (relayer, deadFrom) => readBatches(tables, relayer, deadFrom),
    addAttempt: (lease, id, attempt) =>
      fenced(lease, () => {
        if (batch(id).attempts.some(({ number }) => number === attempt.number))
          throw new Error("An attempt's number is used twice.");
        batch(id).attempts.push({ ...attempt, outcome: null, sentAt: null });
      }),
    noteSent: (lease, id, number, outcome) =>
      fenced(lease, () => {
        const row = batch(id);
        Object.assign(row.attempts[number]!, { outcome, sentAt: tables.now() });
        if (row.state === "built") row.state = "sent";
      }),
    noteMined: (lease, id, block) =>
      fenced(lease, () => {
        if (isOpen(batch(id))) Object.assign(batch(id), { state: "mined", minedBlock: block });
      }),
    noteForgotten: (lease, id) =>
      fenced(lease, () => {
        if (isOpen(batch(id))) Object.assign(batch(id), { state: "sent", minedBlock: null });
      }),
    dissolve: (lease, id) => fenced(lease, () => dissolve(tables, batch(id))),
    revive: (lease, id) =>
      fenced(lease, () => {
        const row = batch(id);
        if (row.state === "dead") row.state = row.attempts.length > 0 ? "sent" : "built";
      }),
    addFiller: (lease, id, nonce, state) =>
      fenced(lease, (relayer) => {
        if (relayer.nextNonce !== nonce) return false;
        const filler = { id, kind: "filler", data: "0x", gasLimit: FILLER_GAS, state } as const;
        insertBatch(tables, lease.relayer, { ...filler, to: lease.relayer });
        return true;
      }),
    burnUntil: async (lease, used, margin) => {
      const relayer = tables.relayers.get(lease.relayer)!;
      if (relayer.token !== lease.token) return undefined;
      relayer.burnUntil ??= (relayer.nextNonce > used ? relayer.nextNonce : used) + margin;
      return relayer.burnUntil;
    },
    endQuarantine: (lease) =>
      fenced(lease, (relayer) => {
        relayer.isBurnt = true;
        return endQuarantine(tables);
      }),
    queues: async ({ settleAfterSeconds }) => readQueues(tables, settleAfterSeconds),
    waiting: async (relayer, queue, settleAfterSeconds, most) =>
      due(tables, queue, settleAfterSeconds)
        .filter((transfer) => !isElsewhere(tables, transfer, relayer))
        .slice(0, most)
        .map(toWaiting),
    setAside: (lease, asides) =>
      fenced(lease, () => {
        for (const { id, reason, seconds } of asides) {
          const row = tables.transfers.find((transfer) => transfer.id === id)!;
          if (row.state === "accepted") setAside(tables, row, reason, seconds);
        }
      }),
    addBatch: async (lease, wanted, transfers, compose) => {
      const relayer = tables.relayers.get(lease.relayer)!;
      if (relayer.token !== lease.token || relayer.nextNonce !== wanted.nonce) return undefined;
      const left = transfers.filter(({ id }) => {
        const row = tables.transfers.find((transfer) => transfer.id === id)!;
        return row.state === "accepted" && !isElsewhere(tables, row, lease.relayer);
      });
      if (left.length === 0) return undefined;
      const { kind, voucher } = wanted.queue;
      const composed = { ...compose(left), kind, to: voucher, state: "built" } as const;
      if (tables.isQuarantined) throw quarantined();
      insertBatch(tables, lease.relayer, { id: wanted.id, ...composed });
      for (const { id } of left) {
        const row = tables.transfers.find((transfer) => transfer.id === id)!;
        Object.assign(row, { state: "batched", batchId: wanted.id, skipReason: null });
        Object.assign(row, { asideUntil: null, isPublic: true });
      }
      return left.map(({ id }) => id);
    },
  };
}

/** Beyond the contract's window of 32 behind whatever was signed and is forgotten. */
const JUMP = 32n;

function endQuarantine(tables: Tables): boolean {
  const relayers = [...tables.relayers.values()];
  if (relayers.some(({ isBurnt }) => !isBurnt)) return false;
  for (const transfer of tables.transfers)
    if (transfer.state === "accepted") transfer.isPublic = true;
  for (const account of [...tables.accounts.values(), ...tables.holdings.values()]) {
    const own = tables.recovered.filter(
      (one) => one.from === account.address && programmeOf(one) === account.programmeId,
    );
    const beyond = own.reduce(
      (most, { nonce }) => (nonce >= most ? nonce + 1n : most),
      account.nextNonce,
    );
    account.nextNonce = JUMP + BigInt(Math.floor(tables.now() / 1000)) + beyond;
  }
  for (const relayer of relayers) Object.assign(relayer, { burnUntil: null, isBurnt: false });
  tables.isQuarantined = false;
  return true;
}

function takeLease(tables: Tables, relayer: Address, owner: string): Lease | undefined {
  const row = tables.relayers.get(relayer)!;
  const now = tables.now();
  const isMine = row.owner === owner;
  if (row.until !== null && row.until >= now && !isMine) return undefined;
  if (!(isMine && row.until !== null && row.until > now)) row.token += 1n;
  row.owner = owner;
  row.until = now + LEASE_MS;
  return { relayer, token: row.token };
}

const isOpen = ({ state }: BatchRow) => state === "built" || state === "sent" || state === "mined";

function readBatches(tables: Tables, relayer: Address, deadFrom: bigint): Batch[] {
  return tables.batches
    .filter(
      (row) =>
        row.relayer === relayer && (isOpen(row) || (row.state === "dead" && row.nonce >= deadFrom)),
    )
    .sort((one, other) => Number(one.nonce - other.nonce))
    .map(({ attempts, ...row }) => ({
      ...row,
      state: row.state as Batch["state"],
      attempts: attempts.map(({ sentAt, ...attempt }) => ({
        ...attempt,
        sentSecondsAgo: sentAt === null ? null : (tables.now() - sentAt) / 1000,
      })),
    }));
}

export function setAside(tables: Tables, row: TransferRow, reason: string, seconds: number): void {
  row.skipReason = reason;
  row.asideUntil = tables.now() + seconds * 1000;
  row.asideTimes += 1;
}

/** What has failed meanwhile has failed; the rest waits for another batch. */
export function unbatch(transfer: TransferRow): void {
  transfer.batchId = null;
  if (transfer.state === "batched") transfer.state = "accepted";
}

function dissolve(tables: Tables, row: BatchRow): void {
  if (!isOpen(row)) return;
  row.state = "dead";
  for (const transfer of tables.transfers)
    if (transfer.batchId === row.id && transfer.state !== "settled") unbatch(transfer);
}

function insertBatch(
  tables: Tables,
  relayer: Address,
  row: Pick<BatchRow, "id" | "kind" | "to" | "data" | "gasLimit" | "state">,
): void {
  const owner = tables.relayers.get(relayer)!;
  tables.batches.push({
    ...row,
    relayer,
    nonce: owner.nextNonce,
    createdAt: tables.now(),
    minedBlock: null,
    attempts: [],
  });
  owner.nextNonce += 1n;
}

/** Transfers that wait, are due and not set aside, oldest first. */
function due(
  tables: Tables,
  { programmeId, kind }: Pick<Queue, "programmeId" | "kind">,
  settleAfterSeconds: number,
): TransferRow[] {
  const now = tables.now();
  return tables.transfers
    .filter(
      (row) =>
        row.kind === kind &&
        row.state === "accepted" &&
        row.acceptedAt <= now - settleAfterSeconds * 1000 &&
        (row.asideUntil === null || row.asideUntil <= now) &&
        programmeOf(row) === programmeId,
    )
    .sort(
      (one, other) =>
        one.acceptedAt - other.acceptedAt ||
        compare(one.parentId, other.parentId) ||
        one.position - other.position,
    );
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);

/** In the order in which those that are equally late take turns. */
const QUEUES = [
  { programmeId: PROGRAMME, voucher: VOUCHER, kind: "payments" },
  { programmeId: PROGRAMME, voucher: VOUCHER, kind: "reversals" },
  { programmeId: LOCAL_VALUE, voucher: LOCAL_TOKEN, kind: "payments" },
  { programmeId: LOCAL_VALUE, voucher: LOCAL_TOKEN, kind: "reversals" },
] as const;

function readQueues(tables: Tables, settleAfterSeconds: number): Queue[] {
  const queues = QUEUES.flatMap((queue): Queue[] => {
    if (due(tables, queue, settleAfterSeconds).length === 0) return [];
    const times = tables.batches
      .filter(({ kind, to }) => kind === queue.kind && to === queue.voucher)
      .map((row) => row.createdAt);
    const batchSecondsAgo = times.length === 0 ? null : (tables.now() - Math.max(...times)) / 1000;
    return [{ ...queue, batchSecondsAgo }];
  });
  const age = ({ batchSecondsAgo }: Queue) => batchSecondsAgo ?? Infinity;
  return queues.sort((one, other) => (age(one) < age(other) ? 1 : age(one) > age(other) ? -1 : 0));
}

function isElsewhere(tables: Tables, own: TransferRow, relayer: Address): boolean {
  return tables.transfers.some((other) => {
    if (other.from !== own.from || other.state !== "batched") return false;
    if (programmeOf(other) !== programmeOf(own)) return false;
    const row = tables.batches.find(({ id }) => id === other.batchId)!;
    return row.relayer !== relayer && (row.state === "built" || row.state === "sent");
  });
}

function toWaiting(row: TransferRow): WaitingTransfer {
  const { id, from, to, nonce, deadline, reversed, asideTimes } = row;
  return {
    ...{ id, from, to, nonce, deadline, reversed, asideTimes },
    ...{ amount: row.amount as Cents, signature: SIGNATURE },
  };
}
