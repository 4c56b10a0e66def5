import { expect } from "chai";

import { securityText } from "./security-text.ts";

const NOW = new Date("2026-05-04T10:00:00Z");
const publicUrl = "https://buoni.comune.example";
const lines = (securityContact?: string) =>
  Object.fromEntries(
    securityText({ securityContact, publicUrl }, NOW)
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/: (.*)/) as [string, string]),
  );

describe("security.txt", () => {
  it("names the domain's own mailbox where nobody names another", () => {
    expect(lines()["Contact"]).to.equal("mailto:security@buoni.comune.example");
    const contact = "https://csirt.example/segnala";
    expect(lines(contact)["Contact"]).to.equal(contact);
  });

  it("says until when it holds, which is less than a year, and where it belongs", () => {
    const days = (Date.parse(lines()["Expires"]!) - NOW.getTime()) / 86_400_000;
    expect(days).to.be.within(30, 365);
    expect(lines()["Canonical"]).to.equal(`${publicUrl}/.well-known/security.txt`);
  });
});
