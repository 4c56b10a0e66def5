import { expect } from "chai";

import { CAMPAIGN_KINDS, campaignRef, kindOfRef } from "./campaign-kind.ts";

describe("a campaign's reference on chain", () => {
  const random = `0x${"ab".repeat(32)}` as const;

  it("tells its kind, and keeps 31 bytes of chance", () => {
    expect(CAMPAIGN_KINDS.map((kind) => campaignRef(kind, random))).to.deep.equal([
      `0x01${"ab".repeat(31)}`,
      `0x02${"ab".repeat(31)}`,
      `0x03${"ab".repeat(31)}`,
    ]);
  });

  it("is read back by anybody, and a foreign one is not", () => {
    for (const kind of CAMPAIGN_KINDS) expect(kindOfRef(campaignRef(kind, random))).to.equal(kind);
    expect(kindOfRef(random)).to.equal(undefined);
  });
});
