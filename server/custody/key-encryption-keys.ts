import type { Random } from "../shared/random.ts";

/**
 * The key-encryption keys that a provider gives: the outermost layer around everything that custody stores. A
 * provider may hold its keys in this process (file, environment) or in a device that never lets them out
 * (PKCS#11), so the interface asks for the act, not for the key.
 */
export type KeyEncryptionKeys = {
  /** The key that new rows are sealed under. */
  currentId(): string;
  /** Whether rows sealed under this key can be opened. May look again where the key is kept. */
  knows(keyId: string): Promise<boolean>;
  /** Seals under the current key. `context` is authenticated and has to be the same to open. */
  seal(plaintext: Uint8Array, context: Uint8Array, random: Random): Promise<Wrapped>;
  /** `undefined` where the bytes or the context were changed. Throws `Fault` for a key that is not known. */
  open(wrapped: Wrapped, context: Uint8Array): Promise<Buffer | undefined>;
  /**
   * Makes sure that a new current key stands where the keys are kept, and answers its id. Where this program
   * cannot make one (environment), takes the first of those given.
   */
  renew(random: Random): Promise<string>;
};

export type Wrapped = { readonly keyId: string; readonly sealed: Buffer };

/** Where the key-encryption keys are kept. */
export type KeySource =
  | { readonly from: "file"; readonly path: string }
  | { readonly from: "environment"; readonly variable: string }
  | Pkcs11Source;

/** A token of a device, reached through its maker's PKCS#11 module; the keys never leave it. */
export type Pkcs11Source = {
  readonly from: "pkcs11";
  /** Path of the module, e.g. `/usr/lib/softhsm/libsofthsm2.so`. */
  readonly module: string;
  /** The token's label. */
  readonly token: string;
  /** Name of the environment variable with the user's PIN. */
  readonly pinVariable: string;
};

/**
 * Why custody does not start: told to whoever runs the service, in Italian. Not a `Fault`: waiting does not help.
 */
export class CustodyRefusesToStart extends Error {
  override readonly name = "CustodyRefusesToStart";
}
