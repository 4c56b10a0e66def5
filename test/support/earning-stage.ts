import type { Browser, Page } from "playwright-core";

import type { TransactionRequest } from "../../scripts/scenario/officer.ts";
import type { Campaign } from "../../web/src/shared/api/types.ts";
import { type PlayedTown, eventually } from "./played-town.ts";

const DAY_MS = 86_400_000;
const NAMES = { actions: "Paese pulito", sharing: "Passaparola" } as const;

/** A campaign of this kind, opened by the treasurer, and its address in the office. */
export async function openEarning(
  { desk: { treasury } }: PlayedTown,
  kind: keyof typeof NAMES,
): Promise<string> {
  const json = {
    ...{ name: NAMES[kind], act: "Delibera 14/2027", kind, centsEach: "100" },
    ...{ budgetCents: "10000", cardCents: "300", householdCents: "300", cardDayCents: "150" },
    rewardsFrom: new Date(Date.now() - DAY_MS).toISOString(),
    rewardsUntil: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  };
  type Draft = { campaign: Campaign; transaction: TransactionRequest };
  const { campaign, transaction } = await treasury.api.post<Draft>("/api/campaigns", { json });
  await treasury.sign(transaction);
  const path = `/api/campaigns/${campaign.id}`;
  await eventually("open", async () => (await treasury.api.get<Campaign>(path)).state === "open");
  return `/comune/campagne/${campaign.id}`;
}

/** A field of a form for an instant, in Italy: some hours from now. */
export function inHours(hours: number): string {
  return new Intl.DateTimeFormat("sv-SE", {
    ...{ timeZone: "Europe/Rome", dateStyle: "short", timeStyle: "short" },
  })
    .format(new Date(Date.now() + hours * 3_600_000))
    .replace(" ", "T");
}

/** A browser's own name, without the word by which one without a window gives itself away. */
const ANDROID =
  "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0 Mobile Safari/537.36";

export async function openPhoneAt(browser: Browser, url: string): Promise<Page> {
  const viewport = { width: 360, height: 740 };
  const context = await browser.newContext({ locale: "it-IT", viewport, userAgent: ANDROID });
  const phone = await context.newPage();
  phone.setDefaultTimeout(30_000);
  await phone.goto(url);
  return phone;
}

/** A picture larger than may be sent, as a camera makes it, drawn by the browser itself. */
export async function drawnTree(page: Page): Promise<Buffer> {
  const drawn = await page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2400, 1200];
    const pen = canvas.getContext("2d")!;
    const colour = (name: string, draw: () => void) => {
      pen.fillStyle = name;
      draw();
    };
    colour("#bfe3ff", () => pen.fillRect(0, 0, 2400, 800));
    colour("#5a8f3c", () => pen.fillRect(0, 800, 2400, 400));
    for (const x of [500, 1200, 1900]) {
      colour("#7a4a1f", () => pen.fillRect(x - 40, 600, 80, 350));
      colour("#2f6d2a", () => {
        pen.beginPath();
        pen.arc(x, 450, 240, 0, 2 * Math.PI);
        pen.fill();
      });
    }
    return canvas.toDataURL("image/png").split(",")[1]!;
  });
  return Buffer.from(drawn, "base64");
}
