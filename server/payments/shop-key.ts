import { parseSignature, recoverAddress, serializeSignature } from "viem";

import type { ReversalMessage } from "#core/chain/typed-data.ts";
import { deadlineFrom } from "#core/payment/deadline.ts";
import type { Address, Hash, SealedKeyId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Custody, UnlockRefusal } from "../custody/custody.ts";
import type { Till } from "../merchants/merchants.ts";
import type { Hex } from "../shared/chain.ts";
import type { Database } from "../shared/database.ts";
import { digestsOf } from "../shared/transfer-digests.ts";

type Deps = {
  readonly db: Database;
  readonly custody: Custody;
  readonly deployment: { readonly chainId: number };
};

/** What the shop's own wallet signed, before it asked: Unix seconds, and the digest that the service had told. */
export type WalletSignature = {
  readonly digest: Hash;
  readonly deadline: bigint;
  readonly signature: Hex;
};

/** How a shop agrees that value leaves it: by its sheet and password, or by its own wallet. */
export type ShopConsent =
  | { readonly activationCode: string; readonly password: string }
  | { readonly signed: readonly WalletSignature[] };

/** What the shop's account signs: one transfer. `payment` is the digest of what a reversal gives back, null otherwise. */
export type ShopTransfer = { readonly token: Address; readonly message: ReversalMessage };

export type SignedTransfer = { readonly signature: Hex; readonly digest: Hash };

export type SigningRefusal = { code: "terms_changed" } | { code: "wrong_key" };

export type ConsentRefusal = UnlockRefusal | { code: "unknown_code" } | { code: "wrong_key" };

/** Signs for the shop, once. */
export type ShopKey = {
  /** Whether the town owes what was promised, should it never settle: an own wallet can move its value away meanwhile. */
  readonly isCovered: boolean;
  /** The deadline of the transfer at that place; never after `latest`. */
  deadlineOf(position: number, now: Date, latest?: Date): bigint;
  sign(
    transfers: readonly ShopTransfer[],
  ): Promise<Result<readonly SignedTransfer[], SigningRefusal>>;
  release(): Promise<void>;
};

/** The key of the shop at this till. Give it back with `release`, whatever came of it. */
export async function takeShopKey(
  deps: Deps,
  till: Till,
  consent: ShopConsent,
): Promise<Result<ShopKey, ConsentRefusal>> {
  if ("signed" in consent)
    return till.merchant.isOwnWallet
      ? ok(walletKey(deps, till, consent.signed))
      : refuse({ code: "wrong_key" });
  const { activationCode, password } = consent;
  const unlocked = await deps.custody.unlock("merchant", activationCode, password, {
    till: till.id,
  });
  if (!unlocked.ok) return unlocked;
  const { grant, sealedKeyId } = unlocked.value;
  if (await isShopsOwn(deps.db, till, sealedKeyId)) return ok(custodyKey(deps, till, grant));
  await deps.custody.release(grant);
  return refuse({ code: "unknown_code" });
}

async function isShopsOwn(db: Database, till: Till, key: SealedKeyId): Promise<boolean> {
  const merchant = await db
    .selectFrom("merchant")
    .select("id")
    .where("sealed_key_id", "=", key)
    .executeTakeFirst();
  return merchant?.id === till.merchant.id;
}

/** The deadline that the service chooses for whatever it signs. */
export const usualDeadline: ShopKey["deadlineOf"] = (_, now, latest) => deadlineFrom(now, latest);

function custodyKey(
  { custody, deployment: { chainId } }: Deps,
  { merchant }: Till,
  grant: Parameters<Custody["release"]>[0],
): ShopKey {
  return {
    isCovered: true,
    deadlineOf: usualDeadline,
    sign: async (transfers) =>
      ok(
        await custody.signReversals(
          grant,
          transfers.map(({ token, message }) => ({
            ...{ accountIndex: 0, expectedAddress: merchant.account, chainId, token, message },
          })),
        ),
      ),
    release: () => custody.release(grant),
  };
}

/** How long the shop may take to sign what it was told: where a day ends in between, the deadline is the earlier one. */
const SIGNING_MS = 15 * 60_000;

function walletKey(
  { deployment: { chainId } }: Deps,
  { merchant }: Till,
  signed: readonly WalletSignature[],
): ShopKey {
  return {
    isCovered: false,
    deadlineOf: (position, now, latest) => {
      const earlier = deadlineFrom(new Date(now.getTime() - SIGNING_MS), latest);
      return signed[position]?.deadline === earlier ? earlier : deadlineFrom(now, latest);
    },
    sign: async (transfers) => {
      if (transfers.length !== signed.length) return refuse({ code: "terms_changed" });
      const checked: SignedTransfer[] = [];
      for (const [position, transfer] of transfers.entries()) {
        const { digest, signature } = signed[position]!;
        if (digestOf(chainId, transfer) !== digest) return refuse({ code: "terms_changed" });
        const canonical = await signatureBy(merchant.account, digest, signature);
        if (canonical === undefined) return refuse({ code: "wrong_key" });
        checked.push({ digest, signature: canonical });
      }
      return ok(checked);
    },
    release: async () => undefined,
  };
}

/** What a transfer is signed as: of vouchers a `Reversal`, which names what it gives back; otherwise a `Payment`. */
export function digestOf(chainId: number, { token, message }: ShopTransfer): Hash {
  const digests = digestsOf(chainId, token);
  const { payment, ...terms } = message;
  return payment === null ? digests.payment(terms) : digests.reversal({ payment, ...terms });
}

/** The signature as the contract takes it, where it is this account's. Of the two that every key could make, the lower. */
async function signatureBy(
  account: Address,
  digest: Hash,
  signature: Hex,
): Promise<Hex | undefined> {
  try {
    const canonical = serializeSignature(parseSignature(signature));
    if (BigInt(`0x${canonical.slice(66, 130)}`) > HALF_ORDER) return undefined;
    const signer = await recoverAddress({ hash: digest, signature: canonical });
    return signer.toLowerCase() === account ? canonical : undefined;
  } catch {
    // No signature at all.
    return undefined;
  }
}

/** Half the order of secp256k1: the contract refuses an `s` above it. */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;
