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

/** A programme's totals, added up from its voucher's events alone. Amounts in cents. */
export type TalliedProgramme = OpenedProgramme & { readonly tally: VoucherTally };

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
    tallied.push({ ...programme, tally: tallyOf(logs) });
  }
  return tallied;
}

function tallyOf(logs: readonly ChainLog[]): VoucherTally {
  const tallier = new VoucherTallier();
  for (const log of logs) {
    const { eventName, args } = decodeEventLog({ abi: voucherAbi, ...log });
    tallier.add({ name: eventName, args: args as Readonly<Record<string, unknown>> });
  }
  return tallier.total();
}
