import { encodeFunctionData, getAddress, hashMessage, parseAbi, recoverMessageAddress } from "viem";
import { createSiweMessage, parseSiweMessage, validateSiweMessage } from "viem/siwe";

import type { Deployment } from "#core/chain/deployment.ts";
import { type Address, addressOf } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { ChainPort, Hex } from "./chain.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import type { Random } from "./random.ts";

export type SignInDeps = {
  readonly db: Database;
  readonly chain: ChainPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly deployment: Deployment;
  readonly publicUrl: string;
};

/** An EIP-4361 message and the wallet's signature of it. */
export type SignedMessage = { readonly message: string; readonly signature: string };

/** Which door a message opens: the path of its address. What was signed for one opens no other. */
export type Door = {
  readonly path: "/" | "/cassa";
  /** Whether a contract may stand in for a key (ERC-1271). Not where the key itself has to sign payments later. */
  readonly takesContracts: boolean;
};

export const OFFICE_DOOR: Door = { path: "/", takesContracts: true };
export const TILL_DOOR: Door = { path: "/cassa", takesContracts: false };

export type SignInRefusal = { code: "sign_in_failed"; reason: string };

const MINUTE_MS = 60_000;
const NONCE_MINUTES = 5;

const erc1271Abi = parseAbi([
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
]);
const ERC1271_MAGIC = "0x1626ba7e";

/** A nonce for Sign-In with Ethereum: random, used once, good for five minutes. */
export async function createNonce({
  db,
  clock,
  random,
}: Pick<SignInDeps, "db" | "clock" | "random">): Promise<string> {
  const nonce = random.bytes(16).toString("hex");
  await db
    .insertInto("sign_in_nonce")
    .values({ nonce, issued_at: clock.now(), used_at: null })
    .execute();
  return nonce;
}

/** The whole message to sign, for pages that carry no library of their own for it. */
export async function writeMessage(
  deps: SignInDeps,
  door: Door,
  address: Address,
  statement: string,
): Promise<string> {
  const { host, origin } = new URL(deps.publicUrl);
  return createSiweMessage({
    ...{ domain: host, uri: `${origin}${door.path}`, address: getAddress(address), statement },
    ...{ version: "1", chainId: deps.deployment.chainId, nonce: await createNonce(deps) },
    issuedAt: deps.clock.now(),
  });
}

/**
 * Whose wallet signed an EIP-4361 message. The message must name this site, this door, this chain and a nonce that was
 * issued in the last minutes and never used: a message signed for another site opens nothing here.
 */
export async function checkSignIn(
  deps: SignInDeps,
  door: Door,
  { message, signature }: SignedMessage,
): Promise<Result<Address, SignInRefusal>> {
  const fields = parseSiweMessage(message);
  const reason = wrongField(deps, door, fields);
  if (reason !== undefined) return refuse({ code: "sign_in_failed", reason });
  const { address, nonce } = fields as { address: Address; nonce: string };
  if (!(await isSignedBy(deps, door, address, message, signature as Hex)))
    return refuse({ code: "sign_in_failed", reason: "signature" });
  if (!(await useNonce(deps, nonce))) return refuse({ code: "sign_in_failed", reason: "nonce" });
  return ok(addressOf(address));
}

function wrongField(
  { clock, deployment, publicUrl }: SignInDeps,
  door: Door,
  fields: ReturnType<typeof parseSiweMessage>,
): string | undefined {
  const { host, origin } = new URL(publicUrl);
  const now = clock.now();
  if (!validateSiweMessage({ message: fields, domain: host, time: now })) return "domain";
  if (fields.address === undefined || fields.nonce === undefined) return "fields";
  const uri = URL.parse(fields.uri ?? "");
  if (uri?.origin !== origin || uri.pathname !== door.path) return "uri";
  if (fields.chainId !== deployment.chainId) return "chain";
  const age = now.getTime() - (fields.issuedAt?.getTime() ?? 0);
  if (age > NONCE_MINUTES * MINUTE_MS || age < -MINUTE_MS) return "time";
  return undefined;
}

/** By the account's own key, or by the contract that the account is (ERC-1271). */
async function isSignedBy(
  { chain }: SignInDeps,
  { takesContracts }: Door,
  address: Address,
  message: string,
  signature: Hex,
): Promise<boolean> {
  const signer = await recoverMessageAddress({ message, signature }).catch(() => undefined);
  if (signer?.toLowerCase() === address.toLowerCase()) return true;
  if (!takesContracts) return false;
  const data = encodeFunctionData({
    abi: erc1271Abi,
    functionName: "isValidSignature",
    args: [hashMessage(message), signature],
  });
  const answer = await chain.call({ to: address, data });
  return answer.ok && answer.data.startsWith(ERC1271_MAGIC);
}

/** One statement, so that of two uses at once only one succeeds. */
async function useNonce(
  { db, clock }: Pick<SignInDeps, "db" | "clock">,
  nonce: string,
): Promise<boolean> {
  const now = clock.now();
  const used = await db
    .updateTable("sign_in_nonce")
    .set({ used_at: now })
    .where("nonce", "=", nonce)
    .where("used_at", "is", null)
    .where("issued_at", ">", new Date(now.getTime() - NONCE_MINUTES * MINUTE_MS))
    .executeTakeFirstOrThrow();
  return used.numUpdatedRows === 1n;
}
