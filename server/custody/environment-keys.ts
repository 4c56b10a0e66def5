import { CustodyRefusesToStart, type KeyEncryptionKeys } from "./key-encryption-keys.ts";
import { parseKeyRing, softwareKeys } from "./software-keys.ts";

/**
 * Keys in an environment variable, as an orchestrator's secret store hands them over: the current one first, older
 * ones behind it. A new key is put there by whoever runs the service, so a rotation starts with a restart.
 */
export function environmentKeys(variable: string): KeyEncryptionKeys {
  const text = process.env[variable];
  if (text === undefined)
    throw new CustodyRefusesToStart(
      `Manca la variabile d'ambiente ${variable} con la chiave di custodia (32 byte in base64).`,
    );
  const ring = parseKeyRing(text, `variabile ${variable}`);
  delete process.env[variable];
  return softwareKeys(() => ring, undefined);
}
