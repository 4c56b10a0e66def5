import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { violationsIn } from "./judge-world.ts";
import type { Part } from "./report.ts";
import { saleOf, sell, sellOnce } from "./tills.ts";
import { startFaultTown } from "./town.ts";

const execute = promisify(execFile);
const NAME = "the database's disk is full";
const MEGABYTE = 1024 * 1024;
const MOST_MEGABYTES = 400;

/** Fills the small disk that the database is on while tills sell, makes room again, and looks what became of it. */
export async function fillTheDisk(): Promise<Part> {
  const folder = await mkdtemp(join(tmpdir(), "borgo-disk-"));
  const isMounted = await execute("mount", [
    "-t",
    "tmpfs",
    "-o",
    "size=300m,mode=0755",
    "tmpfs",
    folder,
  ]).then(
    () => true,
    () => false,
  );
  if (!isMounted) {
    await rm(folder, { recursive: true, force: true });
    const left = "left out: this user may mount no small disk";
    return { name: NAME, operations: 0, faults: 0, violations: [], left };
  }
  try {
    return await sellOnFullDisk(folder);
  } finally {
    await execute("umount", ["-l", folder]);
    await rm(folder, { recursive: true, force: true });
  }
}

async function sellOnFullDisk(folder: string): Promise<Part> {
  const town = await startFaultTown({ replicas: 1, clusterFolder: folder });
  const { world, history, before, cards, tills } = town;
  const violations: string[] = [];
  try {
    const filler = join(folder, "filler");
    if (!(await isFilled(filler))) violations.push("the disk did not get full");
    const [url] = world.urls as [string];
    for (let count = 0; count < 60; count += 1)
      await sellOnce(
        history,
        url,
        tills[count % tills.length]![0],
        saleOf(cards[count % cards.length]!, 4),
      );
    await rm(filler);
    await world.killPostgres();
    await sell(history, () => world.urls, tills[0]![0], saleOf(cards[0]!, 4), 200);
    violations.push(...(await violationsIn(world, history, before)));
  } finally {
    await world.stop();
  }
  return { name: NAME, operations: history.operations, faults: 1, violations };
}

async function isFilled(filler: string): Promise<boolean> {
  const chunk = Buffer.alloc(MEGABYTE);
  for (let count = 0; count < MOST_MEGABYTES; count += 1)
    try {
      await writeFile(filler, chunk, { flag: "a" });
    } catch {
      return true;
    }
  return false;
}
