import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import { Transaction, verifyTypedData as verifyWithEthers } from "ethers";
import { verifyTypedData } from "viem";

import {
  PAYMENT_TYPES,
  REVERSAL_TYPES,
  type PaymentMessage,
  tokenDomain,
} from "#core/chain/typed-data.ts";
import { encodeCode } from "#core/card/card-code.ts";
import type { Address } from "#core/shared/ids.ts";
import { cents } from "#core/shared/money.ts";

import { startTestDatabase, run, type TestDatabase } from "../support/throwaway-postgres.ts";
import { createLog } from "../../server/shared/log.ts";
import { Fault } from "../../server/shared/problem.ts";
import { type Custody, startCustody } from "../../server/custody/custody.ts";
import type { KeySource } from "../../server/custody/key-encryption-keys.ts";
import type { NewKey } from "../../server/custody/order-keys.ts";
import type { Grant } from "../../server/custody/present-code.ts";

const TOKEN: Address = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
const SHOP: Address = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
const CHAIN = 31337;
const DESK = { source: "192.0.2.1" };

describe("custody, through the signer's own process", function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let folder: string;
  let custody: Custody;
  let keySource: KeySource;
  let card: NewKey["card"];
  let merchant: NewKey["merchant"];

  before(async () => {
    database = await startTestDatabase();
    folder = mkdtempSync(join(tmpdir(), "borgo-custody-"));
    keySource = { from: "file", path: join(folder, "keys", "key-encryption-key") };
    custody = await startCustody({
      ...{ signerDatabaseUrl: database.signerUrl, keySource },
      log: createLog("silent", "test"),
    });
    [card] = (await all(custody.createKeys("card", 1))) as [NewKey["card"]];
    [merchant] = (await all(custody.createKeys("merchant", 1))) as [NewKey["merchant"]];
  });
  after(async () => {
    await custody?.close();
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("signs a card's payments from two accounts, as two libraries agree", async () => {
    const grant = await unlocked(custody, card);
    const messages = [payment(1n), payment(2n)];
    const addresses = [4, 9].map((index) => custody.deriveAccount(card.extendedPublicKey, index));
    const signed = await custody.signPayments(
      grant,
      messages.map((message, index) => ({
        accountIndex: [4, 9][index]!,
        expectedAddress: addresses[index]!,
        ...{ chainId: CHAIN, token: TOKEN, message },
      })),
    );
    for (const [index, { signature }] of signed.entries()) {
      const domain = tokenDomain(CHAIN, TOKEN);
      const message = messages[index]!;
      const typed = { types: PAYMENT_TYPES, primaryType: "Payment", domain, message } as const;
      const address = addresses[index]!;
      expect(await verifyTypedData({ ...typed, address, signature })).to.equal(true);
      const types = { Payment: [...PAYMENT_TYPES.Payment] };
      expect(verifyWithEthers(domain, types, message, signature).toLowerCase()).to.equal(address);
    }
  });

  it("signs a merchant's reversal", async () => {
    const unlock = await custody.unlock("merchant", merchant.code, merchant.password, DESK);
    expect(unlock.ok).to.equal(true);
    const { grant } = (unlock as { value: { grant: Grant } }).value;
    const message = { ...payment(7n), payment: `0x${"ab".repeat(32)}` as const };
    const [signed] = await custody.signReversals(grant, [
      {
        ...{ accountIndex: 0, expectedAddress: merchant.address },
        ...{ chainId: CHAIN, token: TOKEN, message },
      },
    ]);
    const domain = tokenDomain(CHAIN, TOKEN);
    const typed = { types: REVERSAL_TYPES, primaryType: "Reversal", domain, message } as const;
    const { signature } = signed!;
    expect(await verifyTypedData({ ...typed, address: merchant.address, signature })).to.equal(
      true,
    );
  });

  it("takes a grant once, and not after its release", async () => {
    const grant = await unlocked(custody, card);
    const transfer = transferOf(custody, card);
    await custody.signPayments(grant, [transfer]);
    await expectFault(custody.signPayments(grant, [transfer]));
    const released = await unlocked(custody, card);
    await custody.release(released);
    await expectFault(custody.signPayments(released, [transfer]));
  });

  it("signs for no other account than the one that is expected", async () => {
    const grant = await unlocked(custody, card);
    const transfer = { ...transferOf(custody, card), expectedAddress: SHOP };
    const failure = await custody.signPayments(grant, [transfer]).catch((error: unknown) => error);
    expect(String(failure)).to.contain("another address");
  });

  it("refuses what is not a card's code, another kind of code, and an unknown card", async () => {
    const cases = [
      ["C123", "invalid_code"],
      [merchant.code, "wrong_kind_of_code"],
      [encodeCode("card", new Uint8Array(16).fill(9)), "wrong_password"],
    ] as const;
    for (const [code, refusal] of cases)
      expect(await refusalCode(custody.unlock("card", code, card.password, DESK))).to.equal(
        refusal,
      );
  });

  it("counts wrong passwords, locks after the fifth, and opens again when the office says so", async () => {
    const [victim] = await all(custody.createKeys("card", 1));
    const { code, password, sealedKeyId } = victim!;
    const answers = [];
    for (let attempt = 1; attempt <= 6; attempt += 1)
      answers.push(await custody.unlock("card", code, "00000000", DESK));
    expect(answers.slice(0, 4)).to.deep.equal(
      [4, 3, 2, 1].map((triesLeft) => ({
        ok: false,
        refusal: { code: "wrong_password", triesLeft },
      })),
    );
    for (const answer of answers.slice(4)) {
      const { refusal } = answer as { refusal: { code: string; until: Date } };
      expect(refusal.code).to.equal("locked");
      expect(refusal.until.getTime() - Date.now()).to.be.within(14 * 60_000, 15 * 60_000);
    }
    await custody.clearTries(sealedKeyId);
    expect((await custody.unlock("card", code, password, DESK)).ok).to.equal(true);
  });

  it("changes a password, keeps the accounts, and refuses a birthday", async () => {
    const [subject] = await all(custody.createKeys("card", 1));
    const { code, password } = subject!;
    const weak = await custody.changePassword("card", code, password, "24121950", [], DESK);
    expect(weak).to.deep.equal({
      ok: false,
      refusal: { code: "weak_password", reason: "date" },
    });
    expect(
      (await custody.changePassword("card", code, password, "tre Capre nere", [], DESK)).ok,
    ).to.equal(true);
    expect((await custody.unlock("card", code, password, DESK)).ok).to.equal(false);
    const grant = await unlocked(custody, { code, password: "tre Capre nere" });
    const [signed] = await custody.signPayments(grant, [transferOf(custody, subject!)]);
    expect(signed!.signature).to.match(/^0x[0-9a-f]{130}$/);
  });

  it("seals a card anew, at its next use, with parameters that were raised since", async () => {
    const [subject] = await all(custody.createKeys("card", 1));
    const rowOf = async () => {
      const [row] = await run<{ epoch: number; passes: number; sealed: Buffer }>(
        database.ownerUrl,
        `select epoch, argon2_passes as passes, sealed from custody.sealed_key where id = $1`,
        [subject!.sealedKeyId],
      );
      return row!;
    };
    const before = await rowOf();
    assert.deepEqual([before.epoch, before.passes], [1, 2]);
    const stronger = await startCustody({
      ...{ signerDatabaseUrl: database.signerUrl, keySource },
      log: createLog("silent", "test"),
      argon2: { memoryKib: 19_456, passes: 3 },
    });
    try {
      assert.equal((await stronger.unlock("card", subject!.code, "00000000", DESK)).ok, false);
      assert.deepEqual(await rowOf(), before, "a wrong password changes nothing");
      const grants = await Promise.all([
        unlocked(stronger, subject!),
        unlocked(stronger, subject!),
      ]);
      const after = await rowOf();
      assert.deepEqual([after.epoch, after.passes], [2, 3]);
      const [signed] = await stronger.signPayments(grants[0]!, [transferOf(stronger, subject!)]);
      assert.match(signed!.signature, /^0x[0-9a-f]{130}$/);
      assert.equal((await custody.unlock("card", subject!.code, subject!.password, DESK)).ok, true);
      assert.deepEqual(await rowOf(), after, "whoever asks less does not weaken it");
    } finally {
      await stronger.close();
    }
  });

  it("forgets a destroyed key", async () => {
    const [subject] = await all(custody.createKeys("card", 1));
    await custody.destroyKey(subject!.sealedKeyId);
    const answer = await custody.unlock("card", subject!.code, subject!.password, DESK);
    expect(answer).to.deep.equal({
      ok: false,
      refusal: { code: "wrong_password", triesLeft: 4 },
    });
  });

  it("makes as many relayers as are wanted, and signs a transaction that moves no value", async () => {
    const [one, again] = await Promise.all([custody.ensureRelayers(1), custody.ensureRelayers(1)]);
    expect(again).to.deep.equal(one);
    const two = await custody.ensureRelayers(2);
    expect(two.slice(0, 1)).to.deep.equal(one);
    expect(await custody.ensureRelayers(1), "none is forgotten").to.deep.equal(two);
    const address = one![0]!;
    const fields = { chainId: CHAIN, nonce: 3, to: TOKEN, data: "0xabcd" as const };
    const signed = await custody.signRelayerTransaction(address, {
      ...fields,
      ...{ gasLimit: 900_000n, maximumFeeWei: 3_000_000_000n, tipWei: 1_000_000_000n },
    });
    const transaction = Transaction.from(signed.raw);
    expect(transaction.from?.toLowerCase()).to.equal(address);
    expect(transaction.hash).to.equal(signed.hash);
    expect(transaction.value).to.equal(0n);
    expect(transaction.maxPriorityFeePerGas).to.equal(1_000_000_000n);
  });

  it("seals personal data for its place, and finds it without keeping it", async () => {
    const sealed = custody.sealText("beneficiary/1", "Rizzo Daniela");
    expect(custody.openText("beneficiary/1", sealed)).to.equal("Rizzo Daniela");
    expect(() => custody.openText("beneficiary/2", sealed)).to.throw(Fault);
    const lookup = custody.lookupOf("fiscal-code", "RZZDNL46C63G273S");
    expect(lookup).to.deep.equal(custody.lookupOf("fiscal-code", "RZZDNL46C63G273S"));
    expect(lookup).to.not.deep.equal(custody.lookupOf("vat", "RZZDNL46C63G273S"));
  });

  it("keeps the API's role out of what is sealed", async () => {
    for (const table of ["sealed_key", "relayer_key", "data_key"]) {
      const failure = await run(database.apiUrl, `select * from custody.${table}`).catch(String);
      expect(failure).to.match(/permission denied/);
    }
    expect(await run(database.signerUrl, "select * from beneficiary").catch(String)).to.match(
      /permission denied/,
    );
  });
});

async function all<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const list: Value[] = [];
  for await (const value of values) list.push(value);
  return list;
}

async function unlocked(
  custody: Custody,
  { code, password }: { code: string; password: string },
): Promise<Grant> {
  const unlock = await custody.unlock("card", code, password, DESK);
  if (!unlock.ok) throw new Error(`Not unlocked: ${unlock.refusal.code}.`);
  return unlock.value.grant;
}

function payment(nonce: bigint): PaymentMessage {
  return { to: SHOP, amount: cents(1250), nonce, deadline: 1_800_000_000n };
}

function transferOf(custody: Custody, card: NewKey["card"]) {
  return {
    accountIndex: 0,
    expectedAddress: custody.deriveAccount(card.extendedPublicKey, 0),
    ...{ chainId: CHAIN, token: TOKEN, message: payment(1n) },
  };
}

async function expectFault(promise: Promise<unknown>): Promise<void> {
  const failure = await promise.catch((error: unknown) => error);
  expect(failure).to.be.instanceOf(Fault);
  expect((failure as Fault).retryable).to.equal(true);
}

async function refusalCode(
  answer: Promise<{ ok: true } | { ok: false; refusal: { code: string } }>,
): Promise<string> {
  const result = await answer;
  return result.ok ? "none" : result.refusal.code;
}
