import { strict as assert } from "node:assert";

import { CannotStart } from "./cannot-start.ts";
import { keySource } from "./key-source.ts";

describe("where the key-encryption key is", () => {
  it("is a file, unless something else is said", () => {
    assert.deepEqual(keySource({}, "/data"), {
      from: "file",
      path: "/data/keys/key-encryption-key",
    });
    assert.equal(keySource({ BORGO_KEY_ENCRYPTION_KEY: "x" }, "/data").from, "environment");
    const device = { BORGO_PKCS11_MODULE: "/m.so", BORGO_PKCS11_TOKEN: "borgo" };
    assert.equal(keySource(device, "/data").from, "pkcs11");
  });

  it("is not guessed from half a device, or from two places", () => {
    for (const variables of [
      { BORGO_PKCS11_MODULE: "/m.so" },
      { BORGO_PKCS11_TOKEN: "borgo" },
      { BORGO_PKCS11_MODULE: "/m.so", BORGO_PKCS11_TOKEN: "b", BORGO_KEY_ENCRYPTION_KEY: "x" },
    ])
      assert.throws(() => keySource(variables, "/data"), CannotStart);
  });
});
