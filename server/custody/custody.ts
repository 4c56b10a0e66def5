import type { CodeKind } from "#core/card/card-code.ts";
import type { TryRefusal } from "#core/card/try-limit.ts";
import type { PaymentMessage, ReversalMessage } from "#core/chain/typed-data.ts";
import type { Address, Hash, SealedKeyId } from "#core/shared/ids.ts";
import type { Result } from "#core/shared/result.ts";

import type { Hex } from "../shared/chain.ts";

export type KeyKind = "card" | "merchant";

export type NewKey = {
  readonly sealedKeyId: SealedKeyId;
  readonly code: string;
  readonly password: string;
  readonly extendedPublicKey: string;
};

export type UnlockRefusal =
  | { code: "invalid_code"; reason: string }
  | { code: "wrong_kind_of_code"; kind: CodeKind }
  | { code: "unknown_code" }
  | { code: "wrong_password"; triesLeft: number }
  | { code: "busy"; retryAfterSeconds: number }
  | TryRefusal;

export type Grant = string & { readonly kind: "grant" };
export type Unlocked = { readonly sealedKeyId: SealedKeyId; readonly grant: Grant };

export type SignedMessage = { readonly signature: Hex; readonly digest: Hash };

type ToSign<Message> = {
  readonly accountIndex: number;
  readonly expectedAddress: Address;
  readonly chainId: number;
  readonly token: Address;
  readonly message: Message;
};

export type RelayerTransaction = {
  readonly chainId: number;
  readonly nonce: bigint;
  readonly to: Address;
  readonly data: Hex;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
};

export type Custody = {
  createKeys(kind: KeyKind, count: number): Promise<readonly NewKey[]>;
  unlock(kind: KeyKind, code: string, password: string): Promise<Result<Unlocked, UnlockRefusal>>;
  release(grant: Grant): Promise<void>;
  signPayments(grant: Grant, items: readonly ToSign<PaymentMessage>[]): Promise<SignedMessage[]>;
  signReversals(grant: Grant, items: readonly ToSign<ReversalMessage>[]): Promise<SignedMessage[]>;
  clearTries(sealedKeyId: SealedKeyId): Promise<void>;
  createRelayerIfMissing(): Promise<Address>;
  signRelayerTransaction(
    relayer: Address,
    transaction: RelayerTransaction,
  ): Promise<{ raw: Hex; hash: Hash }>;
  ping(): Promise<void>;
  deriveAccount(extendedPublicKey: string, index: number): Address;
  sealText(context: string, text: string): Buffer;
  openText(context: string, sealed: Buffer): string;
  lookupOf(context: string, text: string): Buffer;
};
