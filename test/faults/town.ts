import { signInDemoDesk } from "../../scripts/scenario/demo-desk.ts";
import { type CardSheet, TownPlay } from "../../scripts/scenario/play.ts";
import { readTown } from "../../scripts/scenario/town-files.ts";
import { DEMO_TOWN, cardsOf } from "../support/played-town.ts";
import { History } from "./history.ts";
import { paymentsOf } from "./judge-world.ts";
import { type Till, openTill } from "./tills.ts";
import { World, type WorldOptions } from "./world.ts";

/** A world with the demo town in it: cards with credit, two tills for each shop, nothing bought yet. */
export type FaultTown = {
  readonly world: World;
  readonly cards: readonly CardSheet[];
  /** Two of each shop. */
  readonly tills: readonly (readonly [Till, Till])[];
  readonly history: History;
  /** Payments from before the clients began. */
  readonly before: ReadonlySet<string>;
};

export async function startFaultTown(options: WorldOptions = {}): Promise<FaultTown> {
  const world = await World.start(options);
  try {
    const [url] = world.urls as [string];
    const files = await readTown(DEMO_TOWN);
    const play = new TownPlay(url, await signInDemoDesk(url), files, () => undefined);
    await play.registerMerchants();
    const programmeId = await play.openProgramme("Buoni spesa di prova");
    await play.issueCards(programmeId);
    await play.recharge(programmeId);
    const tills: [Till, Till][] = [];
    for (const sheet of play.sheets.slice(0, 6))
      tills.push([await openTill(url, sheet, "Cassa 1"), await openTill(url, sheet, "Cassa 2")]);
    await world.skewClocks();
    return {
      ...{ world, tills, history: new History() },
      cards: cardsOf({ files, play }),
      before: new Set((await paymentsOf(world.ownerUrl)).map(({ id }) => id)),
    };
  } catch (error) {
    await world.stop();
    throw error;
  }
}
