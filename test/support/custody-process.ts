/** A service that does nothing but keep a signer, to be killed: told how by its first message. */
import { startCustody } from "../../server/custody/custody.ts";
import { createLog } from "../../server/shared/log.ts";

export type CustodyOrder = { readonly databaseUrl: string; readonly keyFile: string };

process.once("message", (order) => {
  const { databaseUrl, keyFile } = order as CustodyOrder;
  void startCustody({
    signerDatabaseUrl: databaseUrl,
    keySource: { from: "file", path: keyFile },
    log: createLog("silent", "test"),
  }).then(() => process.send!("ready"));
});
