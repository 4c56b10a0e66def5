import { decodeEventLog } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { type VoucherTally, VoucherTallier } from "#core/chain/tally.ts";
import { type Address, NOBODY, addressOf } from "#core/shared/ids.ts";

import type { Town } from "../api/types.ts";
import { type EventCache, NO_CACHE } from "./event-cache.ts";
import { type ChainLog, type Progress, readLogs } from "./read-logs.ts";
import type { ChainReader } from "./town-chain.ts";
import { type MoneyEvent, moneyEventOf, tallied } from "./voucher-events.ts";

/** A programme as its opening on chain tells it. `fund` in cents. */
export type OpenedProgramme = {
  readonly name: string;
  readonly symbol: string;
  readonly voucher: Address;
  readonly fund: bigint;
  readonly openedInBlock: bigint;
};

/** A beneficiary's payment to a merchant as the chain shows it. `amount` in cents. */
export type ChainPayment = {
  readonly merchant: Address;
  readonly amount: bigint;
  readonly block: bigint;
  /** Seconds since 1970, where the node says so with the log. */
  readonly seconds?: bigint;
};

/** A programme's totals, added up from its voucher's events alone. Amounts in cents. */
export type TalliedProgramme = OpenedProgramme & {
  readonly tally: VoucherTally;
  readonly payments: readonly ChainPayment[];
};

/** The programmes opened up to a block, oldest first. */
export async function readOpenedProgrammes(
  client: ChainReader,
  town: Pick<Town, "contracts" | "startBlock">,
  until: bigint,
): Promise<OpenedProgramme[]> {
  const address = addressOf(town.contracts.programmes);
  const logs = await readLogs(client, { address, from: BigInt(town.startBlock), until });
  return logs.flatMap((log) => openedBy(log) ?? []);
}

function openedBy(log: ChainLog): OpenedProgramme | undefined {
  const event = decodeEventLog({ abi: programmesAbi, ...log, strict: false });
  if (event.eventName !== "ProgrammeOpened") return undefined;
  const { name, symbol, voucher, cap } = event.args;
  if (name === undefined || symbol === undefined || voucher === undefined || cap === undefined)
    return undefined;
  return { name, symbol, voucher: addressOf(voucher), fund: cap, openedInBlock: log.blockNumber };
}

/** Up to where events are added up: a final block and its hash. */
export type TalliedUntil = { readonly block: bigint; readonly hash: string };

/** Adds up every programme's events up to a block; those that `cache` has are not asked for again. */
export async function readTallies(
  client: ChainReader,
  town: Pick<Town, "contracts" | "startBlock">,
  until: TalliedUntil,
  { progress = () => undefined, cache = NO_CACHE }: { progress?: Progress; cache?: EventCache },
): Promise<TalliedProgramme[]> {
  const opened = await readOpenedProgrammes(client, town, until.block);
  const programmes: TalliedProgramme[] = [];
  for (const [index, programme] of opened.entries()) {
    const share = (part: number) => progress((index + part) / opened.length);
    const events = await readMoneyEvents(client, programme, until, { progress: share, cache });
    programmes.push({ ...programme, ...addUp(events) });
  }
  return programmes;
}

async function readMoneyEvents(
  client: ChainReader,
  { voucher, openedInBlock }: OpenedProgramme,
  { block, hash }: TalliedUntil,
  { progress, cache }: { progress: Progress; cache: EventCache },
): Promise<readonly MoneyEvent[]> {
  const kept = await cache.read(voucher, openedInBlock);
  const isAhead = kept !== undefined && kept.until > block;
  const known = kept === undefined || isAhead ? [] : kept.events;
  const from = kept === undefined || isAhead ? openedInBlock : kept.until + 1n;
  if (from > block) return known;
  const logs = await readLogs(client, { address: voucher, from, until: block }, progress);
  const events = logs.flatMap((log) => moneyEventOf(log) ?? []);
  if (!isAhead) await cache.keep(voucher, { from, until: block, hash, events });
  return known.length === 0 ? events : [...known, ...events];
}

function addUp(events: readonly MoneyEvent[]): Pick<TalliedProgramme, "tally" | "payments"> {
  const tallier = new VoucherTallier();
  const payments: ChainPayment[] = [];
  for (const event of events) {
    tallier.add(tallied(event));
    const { name, from, to, amount, block, seconds } = event;
    if (name !== "Transfer" || from === NOBODY || to === NOBODY) continue;
    if (tallier.kindOf(from as Address) !== "beneficiary") continue;
    if (tallier.kindOf(to as Address) !== "merchant") continue;
    const dated = seconds === undefined ? {} : { seconds };
    payments.push({ merchant: to as Address, amount, block, ...dated });
  }
  return { tally: tallier.total(), payments };
}
