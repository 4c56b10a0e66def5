import {
  type Abi,
  type Address,
  type Hex,
  encodeDeployData,
  encodeFunctionData,
  toHex,
} from "viem";

import { TRANSACTION_GAS_LIMIT } from "#core/settlement/batch-size.ts";

/** A node that mines each transaction at once, keeps an unlocked account, and can be told the time. */
export type Node = {
  request(call: { method: string; params?: readonly unknown[] }): Promise<unknown>;
};

export type Bytecode = { readonly abi: Abi; readonly bytecode: Hex };

export type Contract = { readonly address: Address; readonly abi: Abi };

type Receipt = { status: Hex; gasUsed: Hex; contractAddress: Address | null };

/** The limit of a transaction under Osaka's rules. */
const GAS_LIMIT = TRANSACTION_GAS_LIMIT;

/** Every run starts at the same second, so that dates in the calldata cost the same gas each time. */
export const STARTS_AT = 1_900_000_000;

/** The node as the measurements use it: every transaction is mined at once, must succeed, and answers its gas. */
export class GasChain {
  readonly #node: Node;
  readonly sender: Address;
  readonly chainId: number;

  private constructor(node: Node, sender: Address, chainId: number) {
    this.#node = node;
    this.sender = sender;
    this.chainId = chainId;
  }

  static async connect(node: Node): Promise<GasChain> {
    const [sender] = (await node.request({ method: "eth_accounts" })) as [Address];
    const chainId = Number(await node.request({ method: "eth_chainId" }));
    const chain = new GasChain(node, sender, chainId);
    await chain.setTime(STARTS_AT);
    return chain;
  }

  async deploy({ abi, bytecode }: Bytecode, args: readonly unknown[] = []): Promise<Contract> {
    const receipt = await this.send({ data: encodeDeployData({ abi, bytecode, args }) });
    return { address: receipt.contractAddress!, abi };
  }

  /** The gas that the call uses as a transaction. */
  async gasOf(contract: Contract, functionName: string, args: readonly unknown[]): Promise<number> {
    return this.gasOfData(contract, encodeFunctionData({ abi: contract.abi, functionName, args }));
  }

  async gasOfData(contract: Contract, data: Hex): Promise<number> {
    const { gasUsed } = await this.send({ to: contract.address, data });
    return Number(gasUsed);
  }

  async read(contract: Contract, functionName: string, args: readonly unknown[]): Promise<Hex> {
    const data = encodeFunctionData({ abi: contract.abi, functionName, args });
    return (await this.#node.request({
      method: "eth_call",
      params: [{ to: contract.address, data }, "latest"],
    })) as Hex;
  }

  async setTime(seconds: number): Promise<void> {
    await this.#node.request({ method: "evm_setNextBlockTimestamp", params: [seconds] });
  }

  /** What `measure` finds; the chain is then as it was before. */
  async undoing<Found>(measure: () => Promise<Found>): Promise<Found> {
    const snapshot = await this.#node.request({ method: "evm_snapshot" });
    const found = await measure();
    await this.#node.request({ method: "evm_revert", params: [snapshot] });
    return found;
  }

  /** What the node thinks that the call needs. */
  async estimate(contract: Contract, functionName: string, args: readonly unknown[]) {
    const data = encodeFunctionData({ abi: contract.abi, functionName, args });
    const call = { from: this.sender, to: contract.address, data };
    return Number(await this.#node.request({ method: "eth_estimateGas", params: [call] }));
  }

  async send({ gas = GAS_LIMIT, ...call }: { to?: Address; data: Hex; gas?: bigint }) {
    const hash = await this.#node.request({
      method: "eth_sendTransaction",
      params: [{ from: this.sender, gas: toHex(gas), ...call }],
    });
    const receipt = (await this.#node.request({
      method: "eth_getTransactionReceipt",
      params: [hash],
    })) as Receipt;
    if (receipt.status !== "0x1") throw new Error(`Transaction ${String(hash)} reverted.`);
    return receipt;
  }
}
