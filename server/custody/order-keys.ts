import { type CodeKind, encodeCode } from "#core/card/card-code.ts";
import type { Address, SealedKeyId } from "#core/shared/ids.ts";

import type { KeyKind } from "./seal-seed.ts";
import { type SignerAnswer, type SignerClient, ask } from "./signer-client.ts";
import { KEYS_PER_REQUEST } from "./signer-protocol.ts";

type PrintedSecrets = {
  readonly sealedKeyId: SealedKeyId;
  /** As `core/card/card-code` writes it, without spaces. */
  readonly code: string;
  /** Eight digits. */
  readonly password: string;
};

/** What comes with a new key: the secrets to print, and what may be kept. */
export type NewKey = {
  card: PrintedSecrets & { readonly extendedPublicKey: string };
  merchant: PrintedSecrets & { readonly address: Address };
};

const CODE_KINDS: Record<KeyKind, CodeKind> = { card: "card", merchant: "activation" };

/** Orders keys a few at a time, as fast as they are taken. */
export async function* orderKeys<Kind extends KeyKind>(
  client: SignerClient,
  kind: Kind,
  count: number,
): AsyncGenerator<NewKey[Kind]> {
  for (let left = count; left > 0; left -= KEYS_PER_REQUEST) {
    const request = {
      operation: "create_keys",
      kind,
      count: Math.min(left, KEYS_PER_REQUEST),
    } as const;
    yield* readKeys(kind, await ask(client, request));
  }
}

function readKeys<Kind extends KeyKind>(
  kind: Kind,
  { value, parts }: SignerAnswer<"create_keys">,
): NewKey[Kind][] {
  return value.keys.map(({ id, publicPart }, index) => {
    const [secret, password] = parts.slice(2 * index, 2 * index + 2) as [Buffer, Buffer];
    const printed = {
      sealedKeyId: id,
      code: encodeCode(CODE_KINDS[kind], secret),
      password: password.toString("latin1"),
    };
    secret.fill(0);
    password.fill(0);
    const open = kind === "card" ? { extendedPublicKey: publicPart } : { address: publicPart };
    return { ...printed, ...open } as NewKey[Kind];
  });
}
