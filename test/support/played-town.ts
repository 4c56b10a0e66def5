import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { ApiClient, ApiProblem } from "../../scripts/scenario/api-client.ts";
import { type Desk, signInDemoDesk } from "../../scripts/scenario/demo-desk.ts";
import type { Town } from "../../scripts/scenario/officer.ts";
import { type CardSheet, type ProgrammeTerms, TownPlay } from "../../scripts/scenario/play.ts";
import { type TownFiles, readTown } from "../../scripts/scenario/town-files.ts";
import { type Stack, type ThrowAwayOptions, startThrowAwayStack } from "../../scripts/stack.ts";
import { run } from "./throwaway-postgres.ts";

export const DEMO_TOWN = join(import.meta.dirname, "../../scripts/demo");

/** A stack of its own with the demo town's shops and people in it, the cards printed and recharged. */
export type PlayedTown = {
  readonly stack: Stack;
  readonly desk: Desk;
  readonly files: TownFiles;
  readonly play: TownPlay;
  readonly programmeId: string;
};

export type PaymentInput = {
  paymentId: string;
  amountCents: string;
  cardCode: string;
  password: string;
};

export type PlayedTownOptions = ThrowAwayOptions & {
  readonly terms?: Partial<ProgrammeTerms>;
  /** A category of shops that the programme's money may not be spent at. */
  readonly withoutCategory?: string;
};

/** Brings a town to the moment before its first purchase. */
export async function startPlayedTown(options: PlayedTownOptions = {}): Promise<PlayedTown> {
  const stack = await startThrowAwayStack(options);
  try {
    const files = await readTown(DEMO_TOWN);
    const desk = await signInDemoDesk(stack.url);
    const play = new TownPlay(stack.url, desk, files, () => undefined);
    await play.registerMerchants();
    const town = await desk.desk.api.get<Town>("/api/town");
    const categories = town.categories
      .filter(({ name }) => name !== options.withoutCategory)
      .map(({ number }) => number);
    const terms = { categories, ...options.terms };
    const programmeId = await play.openProgramme("Buoni spesa di prova", terms);
    await play.issueCards(programmeId);
    await play.recharge(programmeId);
    await play.openTills();
    return { stack, desk, files, play, programmeId };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** The card and the till of the file's purchase of that position. */
export function cardAndTill({ files, play }: PlayedTown, position: number) {
  const { protocol, vatNumber } = files.purchases[position]!;
  return { card: play.cardOf(protocol)!, till: play.tillOf(vatNumber)! };
}

/** The cards of all who buy something, each once, in the file's order. */
export function cardsOf({ files, play }: Pick<PlayedTown, "files" | "play">): CardSheet[] {
  const protocols = new Set(files.purchases.map(({ protocol }) => protocol));
  return [...protocols].map((protocol) => play.cardOf(protocol)!);
}

/** The card at that place among them; after the last comes the first again. */
export function cardAt(town: PlayedTown, position: number): CardSheet {
  const cards = cardsOf(town);
  return cards[position % cards.length]!;
}

export function paymentOf(card: CardSheet, amountCents: string): PaymentInput {
  const { code: cardCode, password } = card;
  return { paymentId: randomUUID(), amountCents, cardCode, password };
}

/** Sends what must be refused, and answers the problem. Throws where it was accepted. */
export async function refusalOf(sent: Promise<unknown>): Promise<ApiProblem> {
  try {
    await sent;
  } catch (error) {
    if (error instanceof ApiProblem) return error;
    throw error;
  }
  throw new Error("This should have been refused, and was accepted.");
}

/** Asks again until it is so; throws with what was awaited after so many seconds. */
export async function eventually(
  what: string,
  isSo: () => Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`Did not happen within ${seconds} seconds: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What the card's holder sees at home. */
export async function balanceOf(url: string, card: CardSheet): Promise<bigint> {
  const view = await new ApiClient(url).post<{ availableCents: string }>("/api/card-views", {
    json: { cardCode: card.code, password: card.password },
  });
  return BigInt(view.availableCents);
}

/** What a card shows of local value that it can spend, in its own unit. */
export async function localValueOf(
  url: string,
  { code: cardCode, password }: CardSheet,
): Promise<bigint> {
  type View = { localValue?: { availableCents: string } };
  const json = { cardCode, password };
  const view = await new ApiClient(url).post<View>("/api/card-views", { json });
  return BigInt(view.localValue?.availableCents ?? 0);
}

/** The activation sheet of a shop, which also signs what it gives back. */
export async function sheetOf({ desk, play }: PlayedTown, vatNumber: string) {
  type Merchant = { businessName: string; vatNumber: string };
  const merchants = await desk.desk.api.get<Merchant[]>("/api/merchants");
  const { businessName } = merchants.find((merchant) => merchant.vatNumber === vatNumber)!;
  return play.sheets.find((sheet) => sheet.businessName === businessName)!;
}

/** Spends all that is on a card, and waits until the chain has it: nobody is erased before. */
export async function spendAll(town: PlayedTown, card: CardSheet): Promise<void> {
  const { till } = cardAndTill(town, 0);
  const amount = String(await balanceOf(town.stack.url, card));
  await till.post("/api/payments", { json: paymentOf(card, amount) });
  const open = () =>
    run(
      town.stack.ownerUrl,
      `select from payment join card on card.id = payment.card_id
       where card.number = $1 and payment.state <> 'settled'`,
      [card.number],
    );
  await eventually("the payment is settled", async () => (await open()).length === 0);
}

/** As time does; moving them on chain is another test's. */
export async function endProgrammes({ stack }: PlayedTown): Promise<void> {
  await run(
    stack.ownerUrl,
    `update programme set spendable_from = now() - interval '9 days',
       spendable_until = now() - interval '1 day', settleable_until = now() - interval '1 day'`,
  );
}
