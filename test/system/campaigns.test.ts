import { strict as assert } from "node:assert";

import { localTokenAbi } from "#core/chain/abi/local-token.ts";

import { transactionFor } from "../../server/shared/contracts.ts";
import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { Campaign } from "../../web/src/shared/api/types.ts";
import { type PlayedTown, eventually, refusalOf, startPlayedTown } from "../support/played-town.ts";
import { rebuildIndex } from "../support/rebuild-index.ts";

const DAY_MS = 86_400_000;
type Draft = { campaign: Campaign; transaction: TransactionRequest };

describe("Campaigns", function () {
  this.timeout(240_000);
  let town: PlayedTown;

  before(async () => void (town = await startPlayedTown()));
  after(() => town?.stack.stop());

  const terms = () => ({
    ...{ name: "Compro vicino", act: "Delibera G.C. 12/2027", kind: "purchases" },
    ...{ basisPoints: 500, budgetCents: "100000", cardCents: "2000", householdCents: "3000" },
    ...{ cardDayCents: "500", merchantCents: "20000", merchantDayCents: "5000", categories: [] },
    rewardsFrom: new Date(Date.now() - 60_000).toISOString(),
    rewardsUntil: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  });
  const draftOf = (change: object = {}) =>
    town.desk.treasury.api.post<Draft>("/api/campaigns", { json: { ...terms(), ...change } });
  const read = (id: string) => town.desk.desk.api.get<Campaign>(`/api/campaigns/${id}`);

  it("are refused with what is wrong, field by field, and nothing is stored", async () => {
    const wrong: readonly [object, string][] = [
      [{ basisPoints: undefined }, "basisPoints"],
      [{ centsEach: "10" }, "centsEach"],
      [{ kind: "actions" }, "basisPoints"],
      [{ merchantCents: undefined }, "merchantCents"],
      [{ cardCents: "0" }, "cardCents"],
      [{ householdCents: "100001" }, "householdCents"],
      [{ rewardsUntil: new Date(Date.now() - 30_000).toISOString() }, "rewardsUntil"],
      [{ rewardsUntil: terms().rewardsFrom.replace(/^..../, "2020") }, "rewardsUntil"],
      [{ categories: [99] }, "categories"],
      [{ name: "x" }, "name"],
    ];
    for (const [change, field] of wrong) {
      const { code, problem } = await refusalOf(draftOf(change));
      assert.equal(code, "malformed_request", field);
      const details = problem["details"] as { field: string }[];
      assert.ok(
        details.some((one) => one.field === field),
        `${field}: ${JSON.stringify(details)}`,
      );
    }
    assert.deepEqual(await town.desk.desk.api.get("/api/campaigns"), []);
  });

  it("open by the treasurer's signature, and by the chain's word only", async () => {
    const { campaign, transaction } = await draftOf();
    assert.equal(campaign.state, "draft");
    assert.match(campaign.ref, /^0x01/);
    const closing = town.desk.treasury.api.get(`/api/campaigns/${campaign.id}/closing`);
    assert.equal((await refusalOf(closing)).code, "wrong_state");
    await assert.rejects(town.desk.desk.sign(transaction), "the social worker is no treasurer");
    assert.equal((await read(campaign.id)).state, "draft");
    await town.desk.treasury.sign(transaction);
    await eventually("open", async () => (await read(campaign.id)).state === "open");
    await assert.rejects(town.desk.treasury.sign(transaction), "it opens once");
    const opening = town.desk.treasury.api.get(`/api/campaigns/${campaign.id}/opening`);
    assert.equal((await refusalOf(opening)).code, "wrong_state");
  });

  it("stay drafts where what was signed is not what was decided", async () => {
    const { campaign } = await draftOf({ kind: "actions", ...ACTIONS });
    const { deployment } = town.stack;
    const { campaign: other, transaction: marker } = await draftOf();
    await town.desk.treasury.sign(
      transactionFor(deployment, deployment.contracts.localToken.address, {
        abi: localTokenAbi,
        functionName: "openCampaign",
        args: [campaign.ref as `0x${string}`, 99_999_999n, 0, 4_000_000_000],
      }),
    );
    await town.desk.treasury.sign(marker);
    await eventually("a later one open", async () => (await read(other.id)).state === "open");
    const { state, budgetCents } = await read(campaign.id);
    assert.deepEqual([state, budgetCents], ["draft", "100000"]);
  });

  it("are closed by signature, for ever, and known again when the chain is read anew", async () => {
    const { campaign, transaction } = await draftOf();
    await town.desk.treasury.sign(transaction);
    await eventually("open", async () => (await read(campaign.id)).state === "open");
    const path = `/api/campaigns/${campaign.id}/closing`;
    await town.desk.treasury.sign(await town.desk.treasury.api.get<TransactionRequest>(path));
    await eventually("closed", async () => (await read(campaign.id)).state === "closed");
    const before = await town.desk.desk.api.get<Campaign[]>("/api/campaigns");
    await rebuildIndex(town.stack);
    assert.deepEqual(await town.desk.desk.api.get<Campaign[]>("/api/campaigns"), before);
  });
});

/** What a campaign of civic actions has in place of a purchases campaign's terms. */
const ACTIONS = {
  ...{ basisPoints: undefined, centsEach: "300" },
  ...{ merchantCents: undefined, merchantDayCents: undefined },
};
