import { strict as assert } from "node:assert";

import { privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { ApiClient } from "../../scripts/scenario/api-client.ts";
import { type Stack, startThrowAwayStack } from "../../scripts/stack.ts";
import { createMovingClock } from "../support/moving-clock.ts";
import { refusalOf } from "../support/played-town.ts";
import { run } from "../support/throwaway-postgres.ts";

type Session = { id: string; officer: string; device: string; isThis: boolean };
type Changes = Partial<Parameters<typeof createSiweMessage>[0]>;

const MINUTE_MS = 60_000;
const SESSION = "/api/officers/session";

describe("An officer's session", function () {
  this.timeout(120_000);
  const clock = createMovingClock();
  const [clerk, worker] = demoOfficers();
  let stack: Stack;

  before(async () => (stack = await startThrowAwayStack({ clock })));
  after(() => stack?.stop());

  async function messageFor(person: typeof clerk, changes: Changes = {}) {
    const { nonce } = await new ApiClient(stack.url).post<{ nonce: string }>("/api/officers/nonce");
    const { host } = new URL(stack.url);
    return createSiweMessage({
      ...{ address: person!.address as `0x${string}`, chainId: stack.deployment.chainId },
      ...{ domain: host, uri: stack.url, version: "1", nonce, issuedAt: clock.now() },
      ...changes,
    });
  }

  async function send(client: ApiClient, person: typeof clerk, message: string) {
    const account = privateKeyToAccount(person!.privateKey as `0x${string}`);
    const signature = await account.signMessage({ message });
    return client.post<{ officer: string }>(SESSION, { json: { message, signature } });
  }

  async function enter(person = worker): Promise<ApiClient> {
    const client = new ApiClient(stack.url);
    await send(client, person, await messageFor(person));
    return client;
  }

  const isOpen = async (client: ApiClient) =>
    client.get(SESSION).then(
      () => true,
      () => false,
    );

  it("is opened by a message for this site, this chain and this moment only", async () => {
    const stranger = new ApiClient(stack.url);
    const changes: Changes[] = [
      { domain: "evil.example" },
      { uri: "https://evil.example/comune" },
      { chainId: 1 },
      { issuedAt: new Date(clock.now().getTime() - 6 * MINUTE_MS) },
      { issuedAt: new Date(clock.now().getTime() + 6 * MINUTE_MS) },
      { expirationTime: new Date(clock.now().getTime() - 1_000) },
      { nonce: "0123456789abcdef0123456789abcdef" },
      { address: clerk!.address as `0x${string}` },
    ];
    for (const change of changes) {
      const message = await messageFor(worker, change);
      const refused = await refusalOf(send(stranger, worker, message));
      assert.equal(refused.code, "sign_in_failed", JSON.stringify(change));
    }
    assert.equal(await isOpen(await enter()), true);
  });

  it("uses a nonce once, in a race of sixteen too, and not after five minutes", async () => {
    const message = await messageFor(worker);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, () => send(new ApiClient(stack.url), worker, message)),
    );
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
    const { nonce } = await new ApiClient(stack.url).post<{ nonce: string }>("/api/officers/nonce");
    clock.advance(5 * MINUTE_MS + 1_000);
    const late = await messageFor(worker, { nonce });
    const refused = await refusalOf(send(new ApiClient(stack.url), worker, late));
    assert.equal(refused.problem["reason"], "nonce");
  });

  it("ends after half an hour without use, and after twelve hours in any case", async () => {
    const idle = await enter();
    clock.advance(29 * MINUTE_MS);
    assert.equal(await isOpen(idle), true);
    clock.advance(31 * MINUTE_MS);
    assert.equal(await isOpen(idle), false);
    const busy = await enter();
    for (let passed = 0; passed < 12 * 60 - 20; passed += 20) {
      clock.advance(20 * MINUTE_MS);
      assert.equal(await isOpen(busy), true, `after ${passed + 20} minutes`);
    }
    clock.advance(21 * MINUTE_MS);
    assert.equal(await isOpen(busy), false);
  });

  it("exchanges its token as it is used; a copy of the old one ends it for both", async () => {
    const officer = await enter();
    const stolen = officer.cookies();
    clock.advance(16 * MINUTE_MS);
    const atOnce = await Promise.all(
      Array.from({ length: 8 }, () => new ApiClient(stack.url, stolen)).map(isOpen),
    );
    assert.deepEqual(new Set(atOnce), new Set([true]), "requests on their way go on");
    await run(stack.ownerUrl, "delete from officer_session");
    const other = await enter();
    const copy = other.cookies();
    clock.advance(16 * MINUTE_MS);
    assert.equal(await isOpen(other), true);
    assert.notEqual(other.cookies(), copy, "a new token was handed out");
    clock.advance(31_000);
    assert.equal(await isOpen(other), true);
    assert.equal(await isOpen(new ApiClient(stack.url, copy)), false);
    assert.equal(await isOpen(other), false, "whoever was robbed signs in again");
  });

  it("hands a new token over with a refusal too", async () => {
    const treasurer = await enter(demoOfficers()[2]);
    const before = treasurer.cookies();
    clock.advance(16 * MINUTE_MS);
    const refused = await refusalOf(treasurer.post("/api/merchants/sheets"));
    assert.equal(refused.code, "role_required");
    assert.notEqual(treasurer.cookies(), before);
    clock.advance(MINUTE_MS);
    assert.equal(await isOpen(treasurer), true);
  });

  it("is listed with its device, and ended from another one by its officer or the secretariat", async () => {
    const [here, there, boss] = [await enter(), await enter(), await enter(clerk)];
    const own = await here.get<Session[]>("/api/officers/sessions");
    assert.equal(own.length, 2);
    assert.equal(own.filter(({ isThis }) => isThis).length, 1);
    assert.ok(own.every(({ officer }) => officer === worker!.address.toLowerCase()));
    assert.ok((await boss.get<Session[]>("/api/officers/sessions")).length >= 3);
    const other = own.find(({ isThis }) => !isThis)!;
    await here.delete(`/api/officers/sessions/${other.id}`);
    assert.equal(await isOpen(there), false);
    const all = await boss.get<Session[]>("/api/officers/sessions");
    const bossId = all.find(({ isThis }) => isThis)!.id;
    const refused = await refusalOf(here.delete(`/api/officers/sessions/${bossId}`));
    assert.equal(refused.code, "not_found");
    const mine = own.find(({ isThis }) => isThis)!;
    await boss.delete(`/api/officers/sessions/${mine.id}`);
    assert.equal(await isOpen(here), false);
    assert.equal(await isOpen(boss), true);
  });
});
