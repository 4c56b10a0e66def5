/**
 * Starts a whole town on this machine: builds what is missing, starts database and chain, deploys, migrates, serves, and
 * plays the demo town once.
 *
 *   npm start                      PORT, BORGO_DATA and the settings of docs/runbook.md from the environment
 *
 * With DATABASE_URL the database is that one. Says in five lines where to go and as whom; ends in order on Ctrl+C.
 */
import { join, resolve } from "node:path";

import { groupCode } from "#core/card/card-code.ts";
import { groupPassword } from "#core/card/password.ts";

import { CannotStart } from "../server/app/cannot-start.ts";
import { readConfig } from "../server/app/config.ts";
import { databaseUrls } from "../server/app/database-urls.ts";
import { endOnSignal, tellWhyNot } from "../server/app/process-end.ts";
import { createLog } from "../server/shared/log.ts";
import { ensureBuilt } from "./build.ts";
import { type DemoIdentities, ensureDemoTown, putAsideHalfDemo } from "./demo/demo-town.ts";
import { startStack } from "./stack.ts";

const PROJECT = join(import.meta.dirname, "..");

async function main(): Promise<void> {
  const config = readConfig({ BORGO_LOG_LEVEL: "warn", ...process.env });
  if (config.chain.network !== "embedded")
    throw new CannotStart(
      "«npm start» avvia la città di prova sulla sua rete locale. Per una rete pubblica: npm run build, poi node server/main.ts (vedi docs/runbook.md).",
    );
  const dataFolder = resolve(process.env["BORGO_DATA"] ?? join(PROJECT, "data"));
  const aside = await putAsideHalfDemo(dataFolder);
  if (aside !== undefined)
    say(`L'avvio precedente è stato interrotto a metà: i suoi dati sono in ${aside}.`);
  await ensureBuilt();
  const log = createLog(config.logLevel, "borgo");
  const urls = databaseUrls(process.env);
  const stack = await startStack({
    dataFolder,
    config,
    log,
    ...(urls === undefined ? {} : { databaseUrls: urls }),
  });
  endOnSignal(() => stack.stop());
  const demo = await ensureDemoTown(stack.url, stack.dataFolder);
  process.stdout.write(`${describe(stack.url, dataFolder, demo)}\n`);
}

function describe(url: string, dataFolder: string, { cards, tills }: DemoIdentities): string {
  const [card, till] = [cards[0]!, tills[0]!];
  return [
    `Borgo è in funzione su ${url} (dati in ${dataFolder}; Ctrl+C per fermarlo). Da dove cominciare:`,
    `  ${url}/comune       il Comune: scegliere un portafoglio di prova, «Assistente sociale» o «Ragioneria»`,
    `  ${url}/cassa        la cassa di «${till.businessName}»: codice ${groupCode(till.code)}, password ${groupPassword(till.password)}`,
    `  ${url}/carta        la carta di prova: codice ${groupCode(card.code)}, password ${groupPassword(card.password)}`,
    `  ${url}/trasparenza  i conti, per chiunque: non serve nulla`,
  ].join("\n");
}

function say(line: string): void {
  process.stderr.write(`borgo: ${line}\n`);
}

await main().catch(tellWhyNot);
