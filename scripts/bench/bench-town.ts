import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { ApiClient } from "../scenario/api-client.ts";
import { signInDemoDesk } from "../scenario/demo-desk.ts";
import type { Officer } from "../scenario/officer.ts";
import { TownPlay } from "../scenario/play.ts";
import { makeTown } from "./make-town.ts";
import type { BenchCard, BenchTill, Load } from "./till-load.ts";
import type { TownAnswer, TownOrder } from "./town-orders.ts";

const SHOPS = 20;
const TILLS = 100;
const LONGEST_END_MS = 30_000;

/** A running town with shops, tills and recharged cards, and its process to be told what to do. */
export type BenchTown = Load & {
  readonly databaseUrl: string;
  readonly treasury: Officer;
  order(order: TownOrder): Promise<TownAnswer>;
  stop(): Promise<void>;
};

/** Brings up a town through the service's own API, cards printed and recharged on chain. */
export async function startBenchTown(
  cards: number,
  say: (line: string) => void,
): Promise<BenchTown> {
  const child = fork(join(import.meta.dirname, "town-process.ts"), {
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const started = await answerOf(child, "start");
    if (started.did !== "start") throw new Error("The town did not start.");
    const { url, databaseUrl } = started;
    const desk = await signInDemoDesk(url);
    const play = new TownPlay(url, desk, makeTown(cards, SHOPS), say);
    await play.registerMerchants();
    const programmeId = await play.openProgramme("Buoni spesa di prova");
    await play.issueCards(programmeId);
    await play.recharge(programmeId);
    const tills = await activateTills(url, play);
    const { treasury } = desk;
    return { url, databaseUrl, treasury, tills, cards: cardsOf(play, cards), ...handle(child) };
  } catch (error) {
    child.kill("SIGTERM");
    throw error;
  }
}

function handle(child: ChildProcess): Pick<BenchTown, "order" | "stop"> {
  return {
    order: async (order) => {
      child.send(order);
      return answerOf(child, order.do);
    },
    stop: async () => {
      const ended = once(child, "exit");
      child.send({ do: "stop" } satisfies TownOrder);
      const late = setTimeout(() => child.kill("SIGKILL"), LONGEST_END_MS);
      await ended;
      clearTimeout(late);
    },
  };
}

async function answerOf(child: ChildProcess, did: string): Promise<TownAnswer> {
  return new Promise((resolve, reject) => {
    const onEnd = () => reject(new Error("The town's process has ended."));
    child.once("exit", onEnd);
    child.on("message", function listen(answer: TownAnswer) {
      if (answer.did !== did) return;
      child.off("message", listen);
      child.off("exit", onEnd);
      resolve(answer);
    });
  });
}

function cardsOf(play: TownPlay, count: number): BenchCard[] {
  return Array.from({ length: count }, (_, index) => {
    const { code, password } = play.cardOf(`2026/${String(index + 1).padStart(6, "0")}`)!;
    return { code, password };
  });
}

/** Each shop has several tills, each with a session of its own. */
async function activateTills(url: string, { sheets }: TownPlay): Promise<BenchTill[]> {
  const tills: BenchTill[] = [];
  for (let index = 0; index < TILLS; index += 1) {
    const { code: activationCode, password } = sheets[index % sheets.length]!;
    const till = new ApiClient(url);
    await till.post("/api/tills", { json: { activationCode, password, label: `Cassa ${index}` } });
    tills.push({ cookie: till.cookies() });
  }
  return tills;
}
