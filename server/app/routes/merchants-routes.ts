import { WALLET_FAULTS, walletFault } from "#core/merchant/merchant-row.ts";
import { type Address, type MerchantId, type TillId, addressOf } from "#core/shared/ids.ts";

import * as api from "../../merchants/api.ts";
import { inviteMerchants } from "../../merchants/invite-merchants.ts";
import { importMerchants, readShopList } from "../../merchants/import-merchants.ts";
import {
  listMerchants,
  registrationTransaction,
  standingTransaction,
} from "../../merchants/merchant-list.ts";
import { isChecksummed, noteWallet } from "../../merchants/own-wallets.ts";
import { listTillsWithGuesses, revokeTillOf, unlockTill } from "../../merchants/tills.ts";
import { reportToJson } from "../../shared/import-report.ts";
import { doAct, recorder } from "../office-act.ts";
import { rolesOf } from "../officer-roles.ts";
import { type Http, RefusalAnswer, type Sessions, valueOf } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";
import { answerSheets } from "../sheets.ts";

export function addMerchantRoutes(http: Http, deps: ServiceDeps, sessions: Sessions): void {
  const isOfficer = async (address: Address) => (await rolesOf(deps, address)).length > 0;
  http.openapi(api.importMerchants, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const isDryRun = context.req.valid("query").dryRun === "true";
    const file = valueOf(await readShopList(new Uint8Array(await context.req.arrayBuffer())));
    const report = await doAct(
      deps,
      officer,
      (own) => importMerchants(own, file, isDryRun, isOfficer),
      ({ created }) =>
        created === 0 ? undefined : { act: "merchants_imported", details: { merchants: created } },
    );
    return context.json(reportToJson(report, isDryRun), report.errors.length > 0 ? 422 : 200);
  });
  http.openapi(api.listMerchants, async (context) => {
    await sessions.officer(context);
    return context.json(await listMerchants(deps), 200);
  });
  http.openapi(api.printActivationSheets, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const sheets = await doAct(deps, officer, inviteMerchants, (made) => ({
      act: "merchants_invited",
      details: { merchants: made.length },
    }));
    return answerSheets(context, deps, { kind: "activation", sheets });
  });
  http.openapi(api.noteWallet, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const subject = context.req.valid("param").merchantId as MerchantId;
    const address = walletOf(context.req.valid("json").address);
    await doAct(deps, officer, (own) => noteWallet(own, subject, address, isOfficer), {
      ...{ act: "merchant_wallet_noted", subject },
    });
    return context.body(null, 204);
  });
  http.openapi(api.listMerchantTills, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").merchantId as MerchantId;
    return context.json(await listTillsWithGuesses(deps, id), 200);
  });
  http.openapi(api.revokeMerchantTill, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const { merchantId, tillId } = context.req.valid("param");
    await doAct(
      deps,
      officer,
      (own) => revokeTillOf(own, merchantId as MerchantId, tillId as TillId),
      { act: "till_revoked", subject: merchantId, details: { till: tillId } },
    );
    return context.body(null, 204);
  });
  http.openapi(api.unlockMerchantTill, async (context) => {
    const { officer } = await sessions.officer(context, "merchants");
    const { merchantId, tillId } = context.req.valid("param");
    const record = recorder(deps, officer, {
      ...{ act: "till_unlocked", subject: merchantId, details: { till: tillId } },
    });
    valueOf(await unlockTill(deps, merchantId as MerchantId, tillId as TillId, record));
    return context.body(null, 204);
  });
  http.openapi(api.readRegistration, async (context) => {
    await sessions.officer(context);
    return context.json(valueOf(await registrationTransaction(deps)), 200);
  });
  http.openapi(api.readSuspension, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").merchantId as MerchantId;
    return context.json(valueOf(await standingTransaction(deps, id, "suspended")), 200);
  });
  http.openapi(api.readActivation, async (context) => {
    await sessions.officer(context);
    const id = context.req.valid("param").merchantId as MerchantId;
    return context.json(valueOf(await standingTransaction(deps, id, "active")), 200);
  });
}

/** What an officer copied out of a shop's wallet, or was told on the phone. */
function walletOf(text: string): Address {
  const fault = walletFault(text, isChecksummed);
  if (fault === undefined) return addressOf(text);
  const details = [{ field: "address", message: WALLET_FAULTS[fault] }];
  throw new RefusalAnswer({ code: "wrong_wallet", fault, details });
}
