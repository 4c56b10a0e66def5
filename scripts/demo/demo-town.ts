import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { signInDemoDesk } from "../scenario/demo-desk.ts";
import { TownPlay } from "../scenario/play.ts";
import { readTown } from "../scenario/town-files.ts";

const FOLDER = import.meta.dirname;
const FILE = "demo.json";
const LOADING = "demo-loading";

/** A card and a till of the demo town that anyone may use. Such words exist for demo towns only. */
export type DemoIdentities = {
  readonly programmeId: string;
  readonly cards: readonly { protocol: string; code: string; password: string }[];
  readonly tills: readonly { businessName: string; code: string; password: string }[];
};

/**
 * Plays the demo town once on a service that has nothing yet: shops, a programme, cards, a recharge, some purchases;
 * keeps in the data folder what its cards and tills open with. Answers what is kept where it was played before.
 */
export async function ensureDemoTown(url: string, dataFolder: string): Promise<DemoIdentities> {
  const kept = await readIdentities(dataFolder);
  if (kept !== undefined) return kept;
  const loading = join(dataFolder, LOADING);
  await writeFile(loading, "");
  const identities = await playDemoTown(url);
  await writeFile(join(dataFolder, `${FILE}.new`), JSON.stringify(identities, null, 2), {
    mode: 0o600,
  });
  await rename(join(dataFolder, `${FILE}.new`), join(dataFolder, FILE));
  return identities;
}

/**
 * A demo town that was cut off while it was being played is of no use, and nothing else can be in its folder yet: puts
 * the folder aside, so that the next one begins anew. Answers where it was put; `undefined` where all is well.
 */
export async function putAsideHalfDemo(dataFolder: string): Promise<string | undefined> {
  const isHalf = existsSync(join(dataFolder, LOADING)) && !existsSync(join(dataFolder, FILE));
  if (!isHalf) return undefined;
  const aside = `${dataFolder}.interrotta-${Date.now()}`;
  await rename(dataFolder, aside);
  return aside;
}

async function readIdentities(dataFolder: string): Promise<DemoIdentities | undefined> {
  const text = await readFile(join(dataFolder, FILE), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as DemoIdentities);
}

async function playDemoTown(url: string): Promise<DemoIdentities> {
  const files = await readTown(FOLDER);
  const officers = await signInDemoDesk(url);
  const play = new TownPlay(url, officers, files, () => undefined);
  await play.registerMerchants();
  const programmeId = await play.openProgramme("Buoni spesa (dimostrazione)");
  await play.issueCards(programmeId);
  await play.recharge(programmeId);
  await play.openTills();
  await play.purchase();
  const cards = [...new Set(files.purchases.map((purchase) => purchase.protocol))]
    .sort()
    .map((protocol) => {
      const { code, password } = play.cardOf(protocol)!;
      return { protocol, code, password };
    });
  return { programmeId, cards, tills: play.sheets };
}
