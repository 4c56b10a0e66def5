import { type Hex, decodeFunctionData, parseAbiItem } from "viem";

import type { Receipt, ReceiptShare } from "#core/payment/receipt-code.ts";
import { type Hash, addressOf } from "#core/shared/ids.ts";

import { readOpenedProgrammes } from "../../shared/chain/read-programmes.ts";
import type { Town } from "../../shared/api/types.ts";
import type { ChainReader } from "../../shared/chain/town-chain.ts";
import { SETTLE_ABI, type SettledItem, isSigned } from "./check-signature.ts";

const TRANSFER = parseAbiItem(
  "event Transfer(address indexed from, address indexed to, uint256 value)",
);

/** Where one share stands on chain. */
export type FoundShare = {
  readonly share: ReceiptShare;
  /** The programme's public name, or local value's; `undefined` where this town never had such a token. */
  readonly programme: string | undefined;
  readonly settled: { readonly block: bigint; readonly transactionHash: Hash } | undefined;
};

/** Looks each share up among the movements of its own programme, from the chain alone. */
export async function findOnChain(
  client: ChainReader,
  town: Town,
  receipt: Receipt,
): Promise<readonly FoundShare[]> {
  const until = await client.getBlockNumber();
  const opened = await readOpenedProgrammes(client, town, until);
  const programmes = [...opened, localValueOf(town)];
  return Promise.all(
    receipt.shares.map(async (share) => {
      const programme = programmes.find(({ voucher }) => voucher === share.token);
      const settled =
        programme === undefined
          ? undefined
          : await findSettled(client, receipt, share, programme.openedInBlock);
      return { share, programme: programme?.name, settled };
    }),
  );
}

/** The town's local value, which is there from the start. */
function localValueOf({ contracts, startBlock }: Town) {
  const voucher = addressOf(contracts.localToken);
  return { name: "Valore locale", voucher, openedInBlock: BigInt(startBlock) };
}

async function findSettled(
  client: ChainReader,
  receipt: Receipt,
  share: ReceiptShare,
  fromBlock: bigint,
): Promise<FoundShare["settled"]> {
  const logs = await client.getLogs({
    address: share.token,
    event: TRANSFER,
    args: { from: share.from, to: receipt.merchant },
    fromBlock,
    toBlock: "latest",
  });
  for (const { args, transactionHash, blockNumber } of logs) {
    if (args.value !== share.amount) continue;
    const { input } = await client.getTransaction({ hash: transactionHash });
    if (await carries(receipt, share, input))
      return { block: blockNumber, transactionHash: transactionHash as Hash };
  }
  return undefined;
}

/** Whether a call carries this share. The contract takes a payment by its signature only, so that is the proof. */
async function carries(receipt: Receipt, share: ReceiptShare, input: Hex): Promise<boolean> {
  const items = itemsOf(receipt, input);
  for (const item of items) if (await isSigned(receipt, share, item)) return true;
  return false;
}

function itemsOf({ merchant }: Receipt, data: Hex): readonly SettledItem[] {
  try {
    const { args } = decodeFunctionData({ abi: SETTLE_ABI, data });
    const groups = args?.[0] as unknown as readonly { to: string; payments: SettledItem[] }[];
    return groups
      .filter(({ to }) => to.toLowerCase() === merchant)
      .flatMap(({ payments }) => payments);
  } catch {
    return [];
  }
}
