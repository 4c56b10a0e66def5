import { encodeFunctionData, getAddress, parseSignature, signatureToCompactSignature } from "viem";
import { type PrivateKeyAccount, generatePrivateKey, privateKeyToAccount } from "viem/accounts";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { PAYMENT_TYPES, REVERSAL_TYPES, tokenDomain } from "#core/chain/typed-data.ts";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import type { TransfersToSign } from "../../web/src/shared/api/types.ts";

/** A shop that keeps its own wallet, and the till that it opens with it. */
export class OwnWalletShop {
  readonly key = generatePrivateKey();
  readonly account: PrivateKeyAccount = privateKeyToAccount(this.key);
  readonly address = this.account.address.toLowerCase() as `0x${string}`;
  readonly till: ApiClient;

  constructor(url: string) {
    this.till = new ApiClient(url);
  }

  /** A row of the office's list. */
  row(name: string, vatNumber: string, wallet = getAddress(this.address)): string {
    return `${name};${vatNumber};47.11;alimentari;Via del Mulino, 1;IT62J0306943200557957930388;${wallet}`;
  }

  async message(client = this.till): Promise<string> {
    const json = { address: this.account.address };
    return (await client.post<{ message: string }>("/api/tills/sign-in", { json })).message;
  }

  async proof(): Promise<{ message: string; signature: string }> {
    const message = await this.message();
    return { message, signature: await this.account.signMessage({ message }) };
  }

  async openTill(): Promise<void> {
    await this.till.post("/api/tills", { json: { ...(await this.proof()), label: "Banco" } });
  }

  /** Signs as its wallet would, what the till was told; another key where it is given. */
  async sign(transfers: TransfersToSign, account = this.account) {
    return Promise.all(
      transfers.map(async ({ payment, chainId, token, digest, deadline, ...terms }) => {
        const message = {
          ...{ to: terms.to as `0x${string}`, amount: BigInt(terms.amountCents) },
          ...{ nonce: BigInt(terms.nonce), deadline: BigInt(deadline) },
        };
        const domain = tokenDomain(chainId, token as `0x${string}`);
        const signature =
          payment === undefined
            ? await account.signTypedData({
                ...{ domain, types: PAYMENT_TYPES, primaryType: "Payment", message },
              })
            : await account.signTypedData({
                ...{ domain, types: REVERSAL_TYPES, primaryType: "Reversal" },
                message: { payment: payment as `0x${string}`, ...message },
              });
        return { digest, deadline, signature };
      }),
    );
  }

  /** Calldata with which the wallet settles its own payment, past the service. */
  async settlementOf(payment: TransfersToSign[number]): Promise<`0x${string}`> {
    const [own] = await this.sign([payment]);
    const { r, yParityAndS: vs } = signatureToCompactSignature(parseSignature(own!.signature));
    const { to, amountCents, nonce, deadline } = payment;
    const terms = { amount: BigInt(amountCents), nonce: BigInt(nonce), deadline: BigInt(deadline) };
    return encodeFunctionData({
      ...{ abi: localTokenAbi, functionName: "settle" },
      args: [[{ to: to as `0x${string}`, payments: [{ ...terms, r, vs }] }]],
    });
  }
}

const MERCHANT_HEADER = "ragione_sociale;partita_iva;ateco;categoria;indirizzo;iban;portafoglio";

export function merchantFile(...rows: readonly string[]) {
  return new TextEncoder().encode([MERCHANT_HEADER, ...rows].join("\n"));
}
