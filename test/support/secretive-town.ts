/**
 * A town in a process of its own, talkative, that lives through a day of payments, mistakes and refusals, and then tells
 * its parent which secrets went through it. Ends when the parent does.
 */
import { randomUUID } from "node:crypto";

import { ApiClient } from "../../scripts/scenario/api-client.ts";
import { balanceOf, cardAndTill, cardsOf, paymentOf, startPlayedTown } from "./played-town.ts";

/** What the parent has to look for, and where. */
export type TownSecrets = {
  readonly url: string;
  readonly ownerUrl: string;
  readonly folders: readonly string[];
  readonly codes: readonly string[];
  readonly passwords: readonly string[];
};

const WRONG_PASSWORD = "73019264";

async function main(): Promise<void> {
  const town = await startPlayedTown({ settings: { BORGO_LOG_LEVEL: "debug" } });
  const { stack, play } = town;
  const { card, till } = cardAndTill(town, 0);
  await till.post("/api/payments", { json: paymentOf(card, "150") });
  await balanceOf(stack.url, card);
  const wrong = { ...card, password: WRONG_PASSWORD };
  const [sheet] = play.sheets;
  const label = "Cassa 2";
  const json = { activationCode: sheet!.code, password: WRONG_PASSWORD, label };
  const mistakes = [
    () => till.post("/api/payments", { json: paymentOf(wrong, "150") }),
    () => till.post("/api/payments", { json: paymentOf(card, "99999999") }),
    () => till.post("/api/payments", { json: { ...paymentOf(card, "1"), cardCode: 7 } }),
    () => till.post(`/api/payments/${randomUUID()}/reversals`, { json }),
    () => new ApiClient(stack.url).post("/api/tills", { json }),
    () => new ApiClient(stack.url).post("/api/nowhere", { json: { ...card } }),
  ];
  for (const mistake of mistakes) await mistake().catch(() => undefined);
  const cards = cardsOf(town);
  const secrets: TownSecrets = {
    ...{ url: stack.url, ownerUrl: stack.ownerUrl },
    folders: [
      stack.dataFolder,
      ...(stack.clusterFolder === undefined ? [] : [stack.clusterFolder]),
    ],
    codes: [...new Set([...cards, ...play.sheets].map(({ code }) => code))],
    passwords: [
      ...new Set([...cards, ...play.sheets].map(({ password }) => password)),
      WRONG_PASSWORD,
    ],
  };
  process.once("message", () => void stack.stop().then(() => process.exit(0)));
  process.once("disconnect", () => void stack.stop().then(() => process.exit(0)));
  process.send!(secrets);
}

await main();
