import {
  type Abi,
  type Address,
  type Hex,
  concatHex,
  encodeDeployData,
  getCreate2Address,
  keccak256,
  toBytes,
} from "viem";

import type { Artifact } from "./artifacts.ts";
import { type Deployer, DeployRefused, sendAndWait } from "./deployer.ts";

/** The deterministic deployment proxy, at the same address on every chain: https://github.com/Arachnid/deterministic-deployment-proxy */
export const CREATE2_PROXY: Address = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

/** Its only possible deployment: signed by a key that nobody has, so that the address is the same everywhere. */
const PROXY_SIGNER: Address = "0x3fAB184622Dc19b6109349B94811493BF2a45362";
const PROXY_COST_WEI = 10_000_000_000_000_000n;
const PROXY_TRANSACTION: Hex =
  "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222222222222222a02222222222222222222222222222222222222222222222222222222222222222";

/** Puts the proxy on a chain that has none. */
export async function ensureCreate2Proxy(deployer: Deployer): Promise<void> {
  const { reader } = deployer;
  if ((await reader.getCode({ address: CREATE2_PROXY })) !== undefined) return;
  const balance = await reader.getBalance({ address: PROXY_SIGNER });
  if (balance < PROXY_COST_WEI)
    await sendAndWait(deployer, "deterministic deployment proxy", {
      to: PROXY_SIGNER,
      value: PROXY_COST_WEI - balance,
    });
  const hash = await reader
    .sendRawTransaction({ serializedTransaction: PROXY_TRANSACTION })
    .catch((error: unknown) => {
      throw new DeployRefused(
        "This chain has no deterministic deployment proxy and does not take its transaction.",
        { cause: error },
      );
    });
  await reader.waitForTransactionReceipt({ hash });
}

/** A contract to be put at the address that follows from its code and arguments. */
export type PlannedContract = {
  readonly artifact: Artifact;
  readonly address: Address;
  readonly initCode: Hex;
  /** The end of `initCode`. */
  readonly constructorArguments: Hex;
  readonly salt: Hex;
};

/** Works out where a contract goes; asks nothing of the chain. `salt` is any text that tells two towns apart. */
export function planContract(
  artifact: Artifact,
  args: readonly unknown[],
  salt: string,
): PlannedContract {
  const initCode = encodeDeployData({
    abi: artifact.abi as Abi,
    bytecode: artifact.bytecode,
    args: [...args],
  });
  const constructorArguments: Hex = `0x${initCode.slice(artifact.bytecode.length)}`;
  const saltHash = keccak256(toBytes(salt));
  const address = getCreate2Address({ from: CREATE2_PROXY, salt: saltHash, bytecode: initCode });
  return { artifact, address, initCode, constructorArguments, salt: saltHash };
}

/** Whether the contract is there: at such an address nothing else can be. */
export async function isDeployed(
  { reader }: Deployer,
  { address }: PlannedContract,
): Promise<boolean> {
  return (await reader.getCode({ address })) !== undefined;
}

/** Deploys a contract that is not there yet; answers the block. */
export async function deployPlanned(deployer: Deployer, planned: PlannedContract): Promise<number> {
  const { address, artifact, salt, initCode } = planned;
  const block = await sendAndWait(deployer, artifact.contractName, {
    to: CREATE2_PROXY,
    data: concatHex([salt, initCode]),
  });
  if (!(await isDeployed(deployer, planned)))
    throw new DeployRefused(`${artifact.contractName}: nothing was deployed at ${address}.`);
  return Number(block);
}

/**
 * The block in which a contract appeared; 0 where the node keeps no state that old. Looks back in doubling steps and
 * then halves, so that a node which keeps only the latest blocks can tell of a contract that is not older.
 */
export async function blockOfContract({ reader }: Deployer, address: Address): Promise<number> {
  const isThere = async (blockNumber: bigint) =>
    (await reader.getCode({ address, blockNumber })) !== undefined;
  let from = await reader.getBlockNumber({ cacheTime: 0 });
  let without = -1n;
  try {
    for (let step = 1n; from - step >= 0n && without < 0n; step *= 2n)
      if (await isThere(from - step)) from -= step;
      else without = from - step;
    while (from - without > 1n) {
      const middle = (from + without) / 2n;
      if (await isThere(middle)) from = middle;
      else without = middle;
    }
  } catch {
    return 0;
  }
  return Number(from);
}
