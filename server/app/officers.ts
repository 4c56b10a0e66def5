import { encodeFunctionData, hashMessage, parseAbi, recoverMessageAddress } from "viem";
import { parseSiweMessage, validateSiweMessage } from "viem/siwe";

import { type Address, addressOf } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Hex } from "../shared/chain.ts";
import type { OfficerDeps } from "./officer-roles.ts";
import { type StartedSession, startSession } from "./officer-sessions.ts";

const MINUTE_MS = 60_000;
const NONCE_MINUTES = 5;

const erc1271Abi = parseAbi([
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
]);
const ERC1271_MAGIC = "0x1626ba7e";

/** A nonce for Sign-In with Ethereum: random, used once, good for five minutes. */
export async function createNonce({ db, clock, random }: OfficerDeps): Promise<string> {
  const nonce = random.bytes(16).toString("hex");
  await db
    .insertInto("officer_nonce")
    .values({ nonce, issued_at: clock.now(), used_at: null })
    .execute();
  return nonce;
}

type SignInRefusal = { code: "sign_in_failed"; reason: string };

/**
 * Signs an officer in with an EIP-4361 message. The message must name this site, this chain and a nonce that was issued
 * in the last minutes and never used: a message signed for another site opens nothing here.
 */
export async function signIn(
  deps: OfficerDeps,
  message: string,
  signature: Hex,
  device = "",
): Promise<Result<StartedSession, SignInRefusal>> {
  const fields = parseSiweMessage(message);
  const reason = wrongField(deps, fields);
  if (reason !== undefined) return refuse({ code: "sign_in_failed", reason });
  const { address, nonce } = fields as { address: Address; nonce: string };
  if (!(await isSignedBy(deps, address, message, signature)))
    return refuse({ code: "sign_in_failed", reason: "signature" });
  if (!(await useNonce(deps, nonce))) return refuse({ code: "sign_in_failed", reason: "nonce" });
  const officer = addressOf(address);
  return ok(await startSession(deps, officer, device));
}

function wrongField(
  { clock, deployment, publicUrl }: OfficerDeps,
  fields: ReturnType<typeof parseSiweMessage>,
): string | undefined {
  const { host, origin } = new URL(publicUrl);
  const now = clock.now();
  if (!validateSiweMessage({ message: fields, domain: host, time: now })) return "domain";
  if (fields.address === undefined || fields.nonce === undefined) return "fields";
  if (fields.uri === undefined || new URL(fields.uri).origin !== origin) return "uri";
  if (fields.chainId !== deployment.chainId) return "chain";
  const age = now.getTime() - (fields.issuedAt?.getTime() ?? 0);
  if (age > NONCE_MINUTES * MINUTE_MS || age < -MINUTE_MS) return "time";
  return undefined;
}

/** By the account's own key, or by the contract that the account is (ERC-1271). */
async function isSignedBy(
  { chain }: OfficerDeps,
  address: Address,
  message: string,
  signature: Hex,
): Promise<boolean> {
  const signer = await recoverMessageAddress({ message, signature }).catch(() => undefined);
  if (signer?.toLowerCase() === address.toLowerCase()) return true;
  const data = encodeFunctionData({
    abi: erc1271Abi,
    functionName: "isValidSignature",
    args: [hashMessage(message), signature],
  });
  const answer = await chain.call({ to: address, data });
  return answer.ok && answer.data.startsWith(ERC1271_MAGIC);
}

/** One statement, so that of two uses at once only one succeeds. */
async function useNonce({ db, clock }: OfficerDeps, nonce: string): Promise<boolean> {
  const now = clock.now();
  const used = await db
    .updateTable("officer_nonce")
    .set({ used_at: now })
    .where("nonce", "=", nonce)
    .where("used_at", "is", null)
    .where("issued_at", ">", new Date(now.getTime() - NONCE_MINUTES * MINUTE_MS))
    .executeTakeFirstOrThrow();
  return used.numUpdatedRows === 1n;
}
