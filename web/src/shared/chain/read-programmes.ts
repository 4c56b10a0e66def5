import { decodeEventLog } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { type VoucherTally, VoucherTallier } from "#core/chain/tally.ts";
import { type Address, addressOf } from "#core/shared/ids.ts";

import type { Town } from "../api/types.ts";
import { type ChainLog, type Progress, readLogs } from "./read-logs.ts";
import type { ChainReader } from "./town-chain.ts";

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

/** Adds up every programme's events up to a block. */
export async function readTallies(
  client: ChainReader,
  town: Pick<Town, "contracts" | "startBlock">,
  until: bigint,
  progress: Progress = () => undefined,
): Promise<TalliedProgramme[]> {
  const opened = await readOpenedProgrammes(client, town, until);
  const tallied: TalliedProgramme[] = [];
  for (const [index, programme] of opened.entries()) {
    const range = { address: programme.voucher, from: programme.openedInBlock, until };
    const share = (part: number) => progress((index + part) / opened.length);
    const logs = await readLogs(client, range, share);
    tallied.push({ ...programme, ...addUp(logs) });
  }
  return tallied;
}

const NOBODY = "0x0000000000000000000000000000000000000000";

function addUp(logs: readonly ChainLog[]): Pick<TalliedProgramme, "tally" | "payments"> {
  const tallier = new VoucherTallier();
  const payments: ChainPayment[] = [];
  for (const log of logs) {
    const { eventName, args } = decodeEventLog({ abi: voucherAbi, ...log });
    tallier.add({ name: eventName, args: args as Readonly<Record<string, unknown>> });
    if (eventName !== "Transfer") continue;
    const from = addressOf(args.from);
    const to = addressOf(args.to);
    if (from === NOBODY || to === NOBODY || tallier.kindOf(from) !== "beneficiary") continue;
    if (tallier.kindOf(to) === "merchant") payments.push(paymentOf(log, to, args.value));
  }
  return { tally: tallier.total(), payments };
}

function paymentOf(log: ChainLog, merchant: Address, amount: bigint): ChainPayment {
  const { blockNumber, blockTimestamp } = log;
  const seconds = blockTimestamp === undefined ? {} : { seconds: BigInt(blockTimestamp) };
  return { merchant, amount, block: blockNumber, ...seconds };
}
