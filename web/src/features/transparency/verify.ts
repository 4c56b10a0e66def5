import type { VoucherTally } from "#core/chain/tally.ts";

import { readTransparency } from "../../shared/api/read-transparency.ts";
import type { PublicProgramme, Town, TransparencyFigures } from "../../shared/api/types.ts";
import { type EventCache, openEventCache } from "../../shared/chain/event-cache.ts";
import type { Progress } from "../../shared/chain/read-logs.ts";
import {
  type ChainPayment,
  type OpenedProgramme,
  type TalliedProgramme,
  type TalliedUntil,
  readTallies,
} from "../../shared/chain/read-programmes.ts";
import { type ChainReader, createChainReader } from "../../shared/chain/town-chain.ts";
import { type Difference, compareFigures } from "./compare-figures.ts";
import { dateBlocks } from "./date-blocks.ts";
import { type Cell, categoryCells, mondayOf, weeklyCells } from "./weekly-cells.ts";

/** Whom nobody names: an account that was paid and is no shop of the town's list. */
const OTHERS = "altri esercenti";

/** A programme's totals as the chain tells them, without what they were made of. Amounts in cents. */
export type ProgrammeTotals = OpenedProgramme & {
  readonly tally: Omit<VoucherTally, "balances">;
};

export type VerifiedProgramme = {
  readonly chain: ProgrammeTotals;
  readonly stated: PublicProgramme | undefined;
  readonly differences: readonly Difference[];
  readonly weeks: readonly Cell[];
  readonly categories: readonly Cell[];
};

/** What the chain says, held against what the service states of the same block. */
export type VerifiedFigures = {
  readonly programmes: readonly VerifiedProgramme[];
  /** Programmes that the service states and the chain has never seen. */
  readonly invented: readonly PublicProgramme[];
  readonly agrees: boolean;
  readonly figures: TransparencyFigures;
};

/** The service speaks of a block that the chain does not have: it reads another chain, or it invents. */
export class OtherChainError extends Error {
  override readonly name = "OtherChainError";
}

export type VerificationOrder = {
  readonly town: Town;
  /** The visitor's own node; none where the service passes the questions on. */
  readonly node: string | undefined;
  /** Whether nothing that was kept may be used. */
  readonly isAnew: boolean;
};

/**
 * Adds the chain up and compares. A difference is only shown after everything was read from the node: what this browser
 * kept may be damaged, and the town must not be accused for that.
 */
export async function verify(
  order: VerificationOrder,
  progress: Progress,
): Promise<VerifiedFigures> {
  const { town, node, isAnew } = order;
  const client = createChainReader(town, node);
  const figures = await readTransparency();
  const until = await checkBlock(client, order, figures);
  const cache = await openCache(client, order);
  const add = async (used: EventCache) => {
    const tallied = await readTallies(client, town, until, { progress, cache: used });
    return { tallied, comparison: compareFigures(tallied, figures) };
  };
  let wasKept = false;
  const noting: EventCache = {
    ...cache,
    read: async (contract, from) => {
      const kept = await cache.read(contract, from);
      wasKept ||= kept !== undefined;
      return kept;
    },
  };
  let { tallied, comparison } = await add(isAnew ? forgetting(cache) : noting);
  if (!comparison.agrees && wasKept) ({ tallied, comparison } = await add(forgetting(cache)));
  const cells = await cellsOf(client, tallied, figures);
  const programmes = comparison.programmes.map(({ chain, ...rest }, index) => {
    const { balances: _, ...tally } = chain.tally;
    const { payments: __, ...opened } = chain;
    return { ...rest, chain: { ...opened, tally }, ...cells[index]! };
  });
  return { ...comparison, programmes, figures };
}

/** The block that the service speaks of, if the node has it too. */
async function checkBlock(
  client: ChainReader,
  { town, node }: VerificationOrder,
  { asOfBlock, asOfBlockHash }: TransparencyFigures,
): Promise<TalliedUntil> {
  if (node !== undefined && (await client.getChainId()) !== town.chainId)
    throw new OtherChainError(`The node is not on chain ${town.chainId}.`);
  const block = BigInt(asOfBlock);
  const { hash } = await client.getBlock({ blockNumber: block });
  if (hash.toLowerCase() !== asOfBlockHash.toLowerCase())
    throw new OtherChainError(`Block ${block} is ${hash}, not ${asOfBlockHash}.`);
  return { block, hash };
}

function openCache(client: ChainReader, { town, node }: VerificationOrder): Promise<EventCache> {
  const source = `${town.chainId} ${town.contracts.programmes.toLowerCase()} ${node ?? "town"}`;
  return openEventCache(source, async (blockNumber) => {
    const block = await client.getBlock({ blockNumber }).catch(() => undefined);
    return block?.hash;
  });
}

/** Reads nothing from a cache and fills it anew. */
function forgetting(cache: EventCache): EventCache {
  return {
    ...cache,
    read: async (contract) => {
      await cache.discard(contract);
      return undefined;
    },
  };
}

async function cellsOf(
  client: ChainReader,
  tallied: readonly TalliedProgramme[],
  figures: TransparencyFigures,
) {
  const secondsOf = await datesOf(
    client,
    tallied.flatMap(({ payments }) => payments),
  );
  const categoryOf = new Map(
    figures.merchants.map(({ account, category }) => [account.toLowerCase(), category]),
  );
  return tallied.map(({ payments }) => ({
    weeks: weeklyCells(payments, secondsOf),
    categories: categoryCells(payments, categoryOf, OTHERS),
  }));
}

/** Most nodes date a log themselves; where one does not, as many blocks are asked for as weeks can be told from. */
async function datesOf(
  client: ChainReader,
  payments: readonly ChainPayment[],
): Promise<(payment: ChainPayment) => bigint> {
  const undated = payments.filter(({ seconds }) => seconds === undefined);
  const blocks = [...new Set(undated.map(({ block }) => block))].sort((one, other) =>
    one < other ? -1 : 1,
  );
  const timeOf = async (blockNumber: bigint) => (await client.getBlock({ blockNumber })).timestamp;
  const dates = await dateBlocks(blocks, timeOf, (one, other) => mondayOf(one) === mondayOf(other));
  return ({ seconds, block }) => seconds ?? dates.get(block) ?? 0n;
}
