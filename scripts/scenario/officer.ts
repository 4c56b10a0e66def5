import { type PrivateKeyAccount, type PublicClient, createPublicClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";

import { ApiClient } from "./api-client.ts";

export type Town = {
  readonly publicUrl: string;
  readonly chainId: number;
  readonly isDemo: boolean;
  readonly categories: readonly { number: number; name: string }[];
};

export type TransactionRequest = { chainId: number; to: `0x${string}`; data: `0x${string}` };

/** An officer at the desk: a session with the service, and a wallet that signs what the service prepares. */
export class Officer {
  readonly api: ApiClient;
  readonly #account: PrivateKeyAccount;
  readonly #chain: PublicClient;

  private constructor(api: ApiClient, account: PrivateKeyAccount) {
    this.api = api;
    this.#account = account;
    this.#chain = createPublicClient({ transport: http(`${api.url}/rpc`), pollingInterval: 100 });
  }

  /** Signs in with Ethereum. */
  static async signIn(url: string, privateKey: `0x${string}`): Promise<Officer> {
    const officer = new Officer(new ApiClient(url), privateKeyToAccount(privateKey));
    const town = await officer.api.get<Town>("/api/town");
    const { nonce } = await officer.api.post<{ nonce: string }>("/api/officers/nonce");
    const message = createSiweMessage({
      address: officer.#account.address,
      chainId: town.chainId,
      domain: new URL(town.publicUrl).host,
      uri: town.publicUrl,
      nonce,
      version: "1",
      issuedAt: new Date(),
    });
    const signature = await officer.#account.signMessage({ message });
    await officer.api.post("/api/officers/session", { json: { message, signature } });
    return officer;
  }

  /** Signs and sends a transaction through the service's node, and waits until it is mined. Answers its gas. */
  async sign({ chainId, to, data }: TransactionRequest): Promise<bigint> {
    const { address } = this.#account;
    const [nonce, gas, fees] = await Promise.all([
      this.#chain.getTransactionCount({ address, blockTag: "pending" }),
      this.#chain.estimateGas({ account: address, to, data }),
      this.#chain.estimateFeesPerGas(),
    ]);
    const raw = await this.#account.signTransaction({
      type: "eip1559",
      chainId,
      nonce,
      to,
      data,
      gas: (gas * 12n) / 10n,
      maxFeePerGas: fees.maxFeePerGas,
      maxPriorityFeePerGas: fees.maxPriorityFeePerGas,
    });
    const hash = await this.#chain.sendRawTransaction({ serializedTransaction: raw });
    const receipt = await this.#chain.waitForTransactionReceipt({ hash, timeout: 120_000 });
    if (receipt.status !== "success") throw new Error(`Transaction ${hash} to ${to} reverted.`);
    return receipt.gasUsed;
  }
}
