import { join } from "node:path";

import type { KeySource } from "../custody/key-encryption-keys.ts";
import { CannotStart } from "./cannot-start.ts";

const KEY_VARIABLE = "BORGO_KEY_ENCRYPTION_KEY";
const PIN_VARIABLE = "BORGO_PKCS11_PIN";

/**
 * Where the key-encryption key is: in a device where one is named, in the environment where an orchestrator hands it
 * over, else in a file in the data folder. Throws `CannotStart` where two are given: which one was meant?
 */
export function keySource(
  variables: Readonly<Record<string, string | undefined>>,
  dataFolder: string,
): KeySource {
  const { BORGO_PKCS11_MODULE: module, BORGO_PKCS11_TOKEN: token } = variables;
  if (!module && !token) {
    if (variables[KEY_VARIABLE]) return { from: "environment", variable: KEY_VARIABLE };
    return { from: "file", path: join(dataFolder, "keys/key-encryption-key") };
  }
  if (!module || !token)
    throw new CannotStart(
      "Per un dispositivo PKCS#11 servono insieme BORGO_PKCS11_MODULE (il percorso del modulo) e BORGO_PKCS11_TOKEN (il nome del dispositivo).",
    );
  if (variables[KEY_VARIABLE])
    throw new CannotStart(
      `La chiave di custodia è indicata due volte, in ${KEY_VARIABLE} e nel dispositivo «${token}»: lasciarne una sola.`,
    );
  return { from: "pkcs11", module, token, pinVariable: PIN_VARIABLE };
}
