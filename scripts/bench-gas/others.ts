import { type Address, type Hex, encodeFunctionData, numberToHex, parseSignature } from "viem";

import { compileOthers } from "./compile-others.ts";
import type { Contract, GasChain } from "./gas-chain.ts";
import { BATCHES, type Measures, perItem } from "./ours.ts";
import { CARDS, MERCHANTS, type Person, addressesOf, refOf } from "./people.ts";
import { type Batch, DEADLINE, PAID, payersOf } from "./signed-batch.ts";

/** What `run` costs for a batch whose payers have paid once before: `round` 0 is the earlier payment, 1 the measured. */
type Run = (batch: Batch, round: number) => Promise<number>;

/** The same payments by the ways that others publish. Their recipients, too, have received before. */
export async function measureOthers(chain: GasChain): Promise<Measures> {
  const holders = [chain.sender, ...addressesOf(CARDS), ...MERCHANTS];
  const compiled = compileOthers();
  const deploy = (name: string, ...args: unknown[]) =>
    chain.deploy(compiled(name), [holders, 1_000_000n, ...args]);
  const forwarder = await chain.deploy(compiled("ERC2771Forwarder"), ["Borgo"]);
  const transfer = async (name: string) =>
    chain.gasOf(await deploy(name), "transfer", [MERCHANTS[0]!, PAID]);
  const authorised = await deploy("Erc3009Token");
  const keyed = await deploy("KeyedNonceToken");
  const forwarded = await deploy("ForwardedToken", forwarder.address);
  return {
    oz_erc20_transfer: await transfer("PlainToken"),
    solady_erc20_transfer: await transfer("SoladyToken"),
    ...(await measure(chain, "oz_erc3009", (batch, round) =>
      authorise(chain, authorised, "Authorised", batch, (payer) =>
        refOf(`${payer} ${round} ${batch.payments}`),
      ),
    )),
    ...(await measure(chain, "oz_keyed_nonce", (batch, round) =>
      authorise(chain, keyed, "Keyed", batch, () =>
        numberToHex((1n << 64n) | BigInt(round), { size: 32 }),
      ),
    )),
    ...(await measure(chain, "oz_erc2771", (batch, round) =>
      forward(chain, forwarder, forwarded, batch, BigInt(round)),
    )),
  };
}

async function measure(chain: GasChain, name: string, run: Run): Promise<Measures> {
  const measures: Record<string, number> = {};
  for (const [key, batch] of Object.entries(BATCHES))
    measures[key.replace("payment", name)] = await chain.undoing(async () => {
      await run(batch, 0);
      return perItem(await run(batch, 1), batch.payments);
    });
  return measures;
}

const AUTHORISATION = {
  TransferWithAuthorization: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "validAfter", type: "uint256" },
    { name: "validBefore", type: "uint256" },
    { name: "nonce", type: "bytes32" },
  ],
} as const;

/** ERC-3009 by OpenZeppelin, with random or with numbered nonces; one call each, together in a `multicall`. */
async function authorise(
  chain: GasChain,
  token: Contract,
  name: string,
  batch: Batch,
  nonceOf: (payer: Address) => Hex,
): Promise<number> {
  const domain = { name, version: "1", chainId: chain.chainId, verifyingContract: token.address };
  const calls = await eachPayment(batch, async (payer, to) => {
    const message = {
      from: payer.address,
      to,
      value: PAID,
      validAfter: 0n,
      validBefore: BigInt(DEADLINE),
      nonce: nonceOf(payer.address),
    };
    const signature = await payer.signTypedData({
      domain,
      types: AUTHORISATION,
      primaryType: "TransferWithAuthorization",
      message,
    });
    const { r, s, yParity } = parseSignature(signature);
    return encodeFunctionData({
      abi: [TRANSFER_WITH_AUTHORISATION],
      args: [...(Object.values(message) as never), 27 + yParity, r, s] as never,
    });
  });
  return calls.length === 1
    ? chain.gasOfData(token, calls[0]!)
    : chain.gasOf(token, "multicall", [calls]);
}

/** Written out, because the contract has a second one of the same name, with the signature in one piece. */
const TRANSFER_WITH_AUTHORISATION = {
  type: "function",
  name: "transferWithAuthorization",
  stateMutability: "nonpayable",
  inputs: [
    ...AUTHORISATION.TransferWithAuthorization,
    { name: "v", type: "uint8" },
    { name: "r", type: "bytes32" },
    { name: "s", type: "bytes32" },
  ],
  outputs: [],
} as const;

const FORWARD_REQUEST = {
  ForwardRequest: [
    { name: "from", type: "address" },
    { name: "to", type: "address" },
    { name: "value", type: "uint256" },
    { name: "gas", type: "uint256" },
    { name: "nonce", type: "uint256" },
    { name: "deadline", type: "uint48" },
    { name: "data", type: "bytes" },
  ],
} as const;

/** A plain transfer for each payment, through OpenZeppelin's forwarder; several in its batch. */
async function forward(
  chain: GasChain,
  forwarder: Contract,
  token: Contract,
  batch: Batch,
  nonce: bigint,
): Promise<number> {
  const domain = {
    name: "Borgo",
    version: "1",
    chainId: chain.chainId,
    verifyingContract: forwarder.address,
  };
  const requests = await eachPayment(batch, async (payer, to) => {
    const data = encodeFunctionData({ abi: token.abi, functionName: "transfer", args: [to, PAID] });
    const request = {
      from: payer.address,
      to: token.address,
      value: 0n,
      gas: 60_000n,
      deadline: DEADLINE,
      data,
    };
    const signature = await payer.signTypedData({
      domain,
      types: FORWARD_REQUEST,
      primaryType: "ForwardRequest",
      message: { ...request, nonce },
    });
    return { ...request, signature };
  });
  return requests.length === 1
    ? chain.gasOf(forwarder, "execute", requests)
    : chain.gasOf(forwarder, "executeBatch", [requests, `0x${"00".repeat(20)}`]);
}

async function eachPayment<Item>(
  batch: Batch,
  make: (payer: Person, to: Address) => Promise<Item>,
): Promise<Item[]> {
  const groups = payersOf(batch).map(({ to, payers }) =>
    Promise.all(payers.map((payer) => make(payer, to))),
  );
  return (await Promise.all(groups)).flat();
}
