import { expect } from "chai";

import {
  DAY,
  type Town,
  ada,
  bruno,
  by,
  ethers,
  freshTown,
  networkHelpers,
  refOf,
} from "./fixture.ts";
import { BUDGET, CAMPAIGN, LIMIT, openCampaign, reward, setYearlyLimit } from "./local-value.ts";
import { eventsOf } from "./signed.ts";

describe("Campaigns and rewards", () => {
  let town: Town;

  beforeEach(async () => {
    town = await freshTown();
    await setYearlyLimit(town, LIMIT);
  });

  const treasury = () => by(town.officers.treasurer, town.localToken);
  const expectError = (act: Promise<unknown>, name: string) =>
    expect(act).to.be.revertedWithCustomError(town.localToken, name);

  describe("A campaign", () => {
    it("is refused twice, without a budget, and with dates that are past or out of order", async () => {
      await openCampaign(town);
      await expectError(openCampaign(town), "CampaignAlreadyOpen");
      const now = await networkHelpers.time.latest();
      const other = refOf("other");
      await expectError(treasury().openCampaign(other, 0n, now, now + DAY), "InvalidCampaign");
      await expectError(treasury().openCampaign(other, 1n, now + DAY, now), "InvalidCampaign");
      await expectError(treasury().openCampaign(other, 1n, 1, 2), "InvalidCampaign");
    });

    it("is opened with its budget and its dates", async () => {
      const sent = await openCampaign(town);
      const { cap, rewarded, from, until } = await town.localToken.campaignOf(CAMPAIGN);
      expect([cap, rewarded]).to.deep.equal([BUDGET, 0n]);
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["CampaignOpened", CAMPAIGN, BUDGET, from, until],
      ]);
    });

    it("is closed once, at once, and keeps what was rewarded", async () => {
      await expectError(treasury().closeCampaign(CAMPAIGN), "CampaignNotOpen");
      await openCampaign(town);
      await reward(town, [[ada, 700n]]);
      const sent = await treasury().closeCampaign(CAMPAIGN);
      expect(await eventsOf(sent, town.localToken)).to.deep.equal([
        ["CampaignClosed", CAMPAIGN, 700n],
      ]);
      await expectError(reward(town, [[ada, 1n]], refOf("late")), "CampaignNotOpen");
      await expectError(treasury().closeCampaign(CAMPAIGN), "CampaignNotOpen");
      expect(await town.localToken.balanceOf(ada.address)).to.equal(700n);
      await expectError(openCampaign(town), "CampaignAlreadyOpen");
    });
  });

  describe("A reward is refused", () => {
    beforeEach(async () => {
      await openCampaign(town);
    });

    it("under no campaign", async () => {
      await expectError(
        by(town.officers.rewarder, town.localToken).reward(
          refOf("none"),
          [ada.address],
          [1n],
          refOf("x"),
        ),
        "CampaignNotOpen",
      );
    });

    it("before and after the campaign", async () => {
      const { until } = await town.localToken.campaignOf(CAMPAIGN);
      const later = refOf("later");
      const from = until + BigInt(10 * DAY);
      await treasury().openCampaign(later, 10n, from, from + BigInt(DAY));
      const rewardLater = () =>
        by(town.officers.rewarder, town.localToken).reward(later, [ada.address], [1n], refOf("l"));
      await expectError(rewardLater(), "CampaignNotOpen");
      await networkHelpers.time.increaseTo(until + 1n);
      await expectError(reward(town, [[ada, 1n]]), "CampaignNotOpen");
      await networkHelpers.time.increaseTo(from);
      await rewardLater();
      expect(await town.localToken.balanceOf(ada.address)).to.equal(1n);
    });

    it("one cent above the budget, and rewards nobody", async () => {
      const act = reward(town, [
        [ada, BUDGET],
        [bruno, 1n],
      ]);
      await expect(act)
        .to.be.revertedWithCustomError(town.localToken, "CampaignExceededCap")
        .withArgs(CAMPAIGN, BUDGET + 1n, BUDGET);
      expect(await town.localToken.totalSupply()).to.equal(0n);
    });

    it("above what all campaigns together may mint in a year", async () => {
      const now = await networkHelpers.time.latest();
      const big = refOf("big campaign");
      await treasury().openCampaign(big, LIMIT + 1n, now, now + DAY);
      await expect(
        by(town.officers.rewarder, town.localToken).reward(
          big,
          [ada.address],
          [LIMIT + 1n],
          refOf("big"),
        ),
      )
        .to.be.revertedWithCustomError(town.localToken, "YearlyLimitExceeded")
        .withArgs(LIMIT + 1n, LIMIT);
    });

    it("twice under one reference", async () => {
      await reward(town, [[ada, 1n]]);
      await expectError(reward(town, [[ada, 1n]]), "RewardAlreadyDone");
      expect(await town.localToken.balanceOf(ada.address)).to.equal(1n);
    });

    it("in lists of different lengths, to nobody, and with an amount that does not fit", async () => {
      const rewarder = by(town.officers.rewarder, town.localToken);
      const ref = refOf("bad");
      await expect(rewarder.reward(CAMPAIGN, [ada.address], [], ref))
        .to.be.revertedWithCustomError(town.localToken, "LengthMismatch")
        .withArgs(1n, 0n);
      await expectError(
        rewarder.reward(CAMPAIGN, [ethers.ZeroAddress], [1n], ref),
        "ERC20InvalidReceiver",
      );
      await expectError(
        rewarder.reward(CAMPAIGN, [ada.address, ada.address], [1n << 96n, 1n], ref),
        "AmountTooLarge",
      );
      expect(await town.localToken.isRewardDone(ref)).to.equal(false);
    });

    it("before ADMIN has set a limit", async () => {
      const fresh = await freshTown();
      await openCampaign(fresh);
      await expect(reward(fresh, [[ada, 1n]]))
        .to.be.revertedWithCustomError(fresh.localToken, "YearlyLimitExceeded")
        .withArgs(1n, 0n);
    });
  });

  it("mint within the budget, to the cent, and say so", async () => {
    await openCampaign(town);
    const ref = refOf("all of it");
    const sent = await reward(
      town,
      [
        [ada, 12_000n],
        [bruno, 8_000n],
      ],
      ref,
    );
    expect(await eventsOf(sent, town.localToken)).to.deep.equal([
      ["Transfer", ethers.ZeroAddress, ada.address, 12_000n],
      ["Transfer", ethers.ZeroAddress, bruno.address, 8_000n],
      ["Rewarded", CAMPAIGN, ref, 2n, BUDGET],
    ]);
    expect(await town.localToken.totalSupply()).to.equal(BUDGET);
    const year = new Date((await networkHelpers.time.latest()) * 1_000).getUTCFullYear();
    expect(await town.localToken.mintedIn(year)).to.equal(BUDGET);
    expect(await town.localToken.isRewardDone(ref)).to.equal(true);
  });

  for (const year of [2028, 2099, 2100, 2399])
    it(`count by civil year: at midnight of 1 January ${year + 1} a new limit begins`, async () => {
      const midnight = Date.UTC(year + 1, 0, 1) / 1_000;
      await treasury().openCampaign(CAMPAIGN, 2n * LIMIT, 1, midnight + DAY);
      await networkHelpers.time.increaseTo(midnight - 2);
      await reward(town, [[ada, LIMIT]], refOf("last second"));
      await networkHelpers.time.setNextBlockTimestamp(midnight);
      await reward(town, [[ada, 1n]], refOf("first second"));
      expect(await town.localToken.mintedIn(year)).to.equal(LIMIT);
      expect(await town.localToken.mintedIn(year + 1)).to.equal(1n);
    });

  it("obey a limit that ADMIN lowered below what was minted", async () => {
    await openCampaign(town);
    await reward(town, [[ada, 1_000n]]);
    const sent = await setYearlyLimit(town, 500n);
    expect(await eventsOf(sent, town.localToken)).to.deep.equal([["YearlyLimitSet", 500n]]);
    expect(await town.localToken.yearlyLimit()).to.equal(500n);
    await expectError(reward(town, [[ada, 1n]], refOf("more")), "YearlyLimitExceeded");
  });
});
