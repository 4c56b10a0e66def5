import { expect } from "chai";
import type { Browser } from "playwright-core";
import { recoverMessageAddress } from "viem";

import { ACCOUNTANT, SOCIAL_WORKER } from "../support/fake-office.ts";
import { OfficeStage } from "../support/office-stage.ts";
import { expectNoAxeViolations, launchPageBrowser } from "../support/page-browser.ts";

describe("the office's door", function () {
  this.timeout(60_000);
  let browser: Browser;
  let office: OfficeStage;

  before(async () => void (browser = await launchPageBrowser()));
  after(() => browser?.close());
  beforeEach(() => void (office = new OfficeStage(browser)));
  afterEach(() => office.close());

  it("lets a demo officer in by keyboard, with a message signed for this site and chain", async () => {
    await office.open("/comune");
    const button = office.page.getByRole("button", { name: /^Ragioneria/ });
    await button.waitFor();
    await expectNoAxeViolations(office.page);
    await button.focus();
    await office.page.keyboard.press("Enter");
    await office.page.getByRole("heading", { name: "Programmi" }).waitFor();
    const { message, signature } = office.state.signIn!;
    expect(message).to.include(new URL(office.url).host).and.include("Chain ID: 31337");
    const signer = await recoverMessageAddress({ message, signature: signature as `0x${string}` });
    expect(signer).to.equal(ACCOUNTANT.address);
    await expectNoAxeViolations(office.page);
  });

  it("offers to open a programme to whom the chain lets, and to nobody else", async () => {
    await office.open("/comune");
    await office.enter(SOCIAL_WORKER);
    await office.page.getByRole("heading", { name: "Programmi" }).waitFor();
    expect(await office.page.getByRole("link", { name: "Nuovo programma" }).count()).to.equal(0);
    await office.page.getByRole("button", { name: "Esci" }).click();
    await office.enter(ACCOUNTANT);
    await office.page.getByRole("link", { name: "Nuovo programma" }).waitFor();
  });

  for (const [what, wallet, expected] of [
    ["refuses to sign", { chainId: "0x7a69", refuses: "personal_sign" }, /^Firma rifiutata/],
    [
      "stays on another chain",
      { chainId: "0x1", refuses: "wallet_switchEthereumChain" },
      /^Il portafoglio è su un'altra rete/,
    ],
  ] as const)
    it(`says so where the officer's own wallet ${what}`, async () => {
      await office.open("/comune");
      await office.page.addInitScript(plantWallet, { ...wallet, account: ACCOUNTANT.address });
      await office.page.reload();
      await office.page.getByRole("button", { name: "Portafoglio del browser" }).click();
      const alert = office.page.getByRole("alert").filter({ hasText: expected });
      await alert.waitFor();
      await office.page.getByRole("button", { name: "Portafoglio del browser" }).waitFor();
      expect(office.state.session).to.equal(undefined);
      await expectNoAxeViolations(office.page);
    });
});

/** In the page: a browser's wallet that refuses one thing it is asked for. */
function plantWallet(wallet: { chainId: string; refuses: string; account: string }): void {
  const request = async ({ method }: { method: string }): Promise<unknown> => {
    const code = method === "personal_sign" ? 4001 : -32_603;
    if (method === wallet.refuses) throw Object.assign(new Error("refused"), { code });
    if (method === "eth_chainId") return wallet.chainId;
    if (method === "wallet_requestPermissions") return [{ caveats: [{ value: [wallet.account] }] }];
    return [wallet.account];
  };
  const ignore = () => undefined;
  Object.assign(globalThis, { ethereum: { request, on: ignore, removeListener: ignore } });
}
