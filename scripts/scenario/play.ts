import { randomUUID } from "node:crypto";

import { type Cents, centsToJson } from "#core/shared/money.ts";

import { ApiClient, ApiProblem } from "./api-client.ts";
import type { Officer, Town, TransactionRequest } from "./officer.ts";
import type { Purchase, TownFiles } from "./town-files.ts";

/** What the steps tell about themselves while they run. */
export type Narrator = (line: string) => void;

export type Played = {
  readonly programmeId: string;
  readonly voucher: `0x${string}`;
  /** Payments that the service accepted, and transfers on chain that carry them out: it named each in its answer. */
  readonly payments: number;
  readonly transfers: number;
  readonly paymentSeconds: number;
};

export type CardSheet = { number: string; code: string; password: string; protocol: string };
/** What a programme may say otherwise than the play's own. Instants in ISO 8601, amounts in cents. */
export type ProgrammeTerms = {
  fundCents: string;
  spendableFrom: string;
  spendableUntil: string;
  categories: number[];
  accountsPerRecharge: number;
};
type ActivationSheet = { businessName: string; code: string; password: string };
type Programme = {
  id: string;
  state: string;
  voucher?: `0x${string}`;
  totals: Record<string, string>;
};
type Merchant = { businessName: string; vatNumber: string; state: string };
type Chunk = { state: string; transaction: TransactionRequest };
type Issuance = { id: string; chunks: Chunk[] };
type Statement = { id: string; state: string };
type ImportReport = { errors: unknown[]; created: number };

const DAY_MS = 86_400_000;
const PATIENCE_MS = 180_000;
const POLL_MS = 250;
/** Purchases under way at once: more than the shops of a town at noon. */
const PURCHASES_AT_ONCE = 12;

/**
 * Plays a town's programme from the decision to the last euro, only through the public HTTP API: as officers who sign,
 * shops that activate a till, citizens who show a card and type a password.
 */
export class TownPlay {
  readonly #url: string;
  readonly #desk: Officer;
  readonly #treasury: Officer;
  readonly #files: TownFiles;
  readonly #say: Narrator;
  /** Sheets by register number, and tills by VAT number. */
  readonly #cards = new Map<string, CardSheet>();
  readonly #tills = new Map<string, ApiClient>();

  constructor(
    url: string,
    officers: { desk: Officer; treasury: Officer },
    files: TownFiles,
    say: Narrator,
  ) {
    this.#url = url;
    this.#desk = officers.desk;
    this.#treasury = officers.treasury;
    this.#files = files;
    this.#say = say;
  }

  /** A card's sheet, by its holder's register number: known here because this play printed it. */
  cardOf(protocol: string): CardSheet | undefined {
    return this.#cards.get(protocol);
  }

  /** The open till of a shop, by its VAT number. */
  tillOf(vatNumber: string): ApiClient | undefined {
    return this.#tills.get(vatNumber);
  }

  readonly #accepted = { payments: 0, transfers: 0 };

  /** The activation sheets of the shops that this play invited. */
  sheets: readonly ActivationSheet[] = [];

  async play(name: string): Promise<Played> {
    await this.registerMerchants();
    const programmeId = await this.openProgramme(name);
    await this.issueCards(programmeId);
    await this.recharge(programmeId);
    await this.openTills();
    const started = performance.now();
    await this.purchase();
    const paymentSeconds = (performance.now() - started) / 1000;
    await this.waitForSettlement(programmeId);
    await this.reimburse(programmeId);
    const { voucher } = await this.#programme(programmeId);
    return {
      programmeId,
      voucher: voucher!,
      ...this.#accepted,
      paymentSeconds,
    };
  }

  async registerMerchants(): Promise<void> {
    await this.#import("/api/merchants/import", this.#files.merchants);
    this.sheets = await this.#desk.api
      .sheets<ActivationSheet>("/api/merchants/sheets")
      .catch(noneNeeded);
    while (await this.#registerSome());
    this.#say(`${this.#files.merchantCount} esercenti convenzionati`);
  }

  /** Registers as many as one transaction takes; answers whether there may be more. */
  async #registerSome(): Promise<boolean> {
    const invited = async () => {
      const merchants = await this.#desk.api.get<Merchant[]>("/api/merchants");
      return merchants.filter((merchant) => merchant.state === "invited").length;
    };
    const before = await invited();
    if (before === 0) return false;
    const { transaction } = await this.#desk.api.get<{ transaction: TransactionRequest }>(
      "/api/merchants/registration",
    );
    await this.#desk.sign(transaction);
    await this.#until("esercenti registrati", async () => (await invited()) < before);
    return true;
  }

  async openProgramme(name: string, terms: Partial<ProgrammeTerms> = {}): Promise<string> {
    const town = await this.#desk.api.get<Town>("/api/town");
    const now = Date.now();
    const { programme, transaction } = await this.#desk.api.post<{
      programme: Programme;
      transaction: TransactionRequest;
    }>("/api/programmes", {
      json: {
        name,
        symbol: "BUONI",
        act: "Determinazione n. 1 del giorno di prova",
        fundCents: centsToJson(this.#files.fund),
        spendableFrom: new Date(now - 60_000).toISOString(),
        spendableUntil: new Date(now + 120 * DAY_MS).toISOString(),
        categories: town.categories.map((category) => category.number),
        ...terms,
      },
    });
    await this.#treasury.sign(transaction);
    await this.#until(
      "programma aperto",
      async () => (await this.#programme(programme.id)).state === "open",
    );
    await this.#import(
      `/api/programmes/${programme.id}/beneficiaries/import`,
      this.#files.beneficiaries,
    );
    this.#say(`programma aperto, ${this.#files.cards} beneficiari`);
    return programme.id;
  }

  async issueCards(programmeId: string): Promise<void> {
    const sheets = await this.#desk.api.sheets<CardSheet>(`/api/programmes/${programmeId}/cards`);
    for (const sheet of sheets) this.#cards.set(sheet.protocol, sheet);
    await this.#desk.api.post(`/api/programmes/${programmeId}/cards/confirmation`);
    this.#say(`${sheets.length} tessere stampate e consegnate`);
  }

  async recharge(programmeId: string): Promise<void> {
    const { id, chunks } = await this.#desk.api.post<Issuance>(
      `/api/programmes/${programmeId}/issuances`,
    );
    for (const chunk of chunks) await this.#treasury.sign(chunk.transaction);
    await this.#until("ricarica registrata", async () => {
      const issuance = await this.#desk.api.get<Issuance>(`/api/issuances/${id}`);
      return issuance.chunks.every((chunk) => chunk.state === "issued");
    });
    this.#say(`tessere ricaricate in ${chunks.length} transazioni`);
  }

  async openTills(): Promise<void> {
    const merchants = await this.#desk.api.get<Merchant[]>("/api/merchants");
    for (const { businessName, code, password } of this.sheets) {
      const { vatNumber } = merchants.find((merchant) => merchant.businessName === businessName)!;
      const till = new ApiClient(this.#url);
      await till.post("/api/tills", { json: { activationCode: code, password, label: "Cassa 1" } });
      this.#tills.set(vatNumber, till);
    }
    this.#say(`${this.#tills.size} casse attive`);
  }

  /** All purchases in the order of the file for each card, several cards at once. */
  async purchase(): Promise<void> {
    const byCard = [
      ...Map.groupBy(this.#files.purchases, (purchase) => purchase.protocol).values(),
    ];
    const queue = byCard.values();
    let done = 0;
    const work = async () => {
      for (const purchases of queue)
        for (const purchase of purchases) {
          await this.#pay(purchase);
          done += 1;
          if (done % 200 === 0) this.#say(`${done} acquisti`);
        }
    };
    await Promise.all(Array.from({ length: PURCHASES_AT_ONCE }, work));
    this.#say(`${done} acquisti fatti`);
  }

  /** One sale. Where the service says to come back later, the till does, with the same payment id. */
  async #pay({ row, protocol, vatNumber, amount }: Purchase): Promise<void> {
    const card = this.#cards.get(protocol);
    const till = this.#tills.get(vatNumber);
    if (card === undefined)
      throw new Error(`acquisti.csv, riga ${row}: nessuna tessera per ${protocol}.`);
    if (till === undefined)
      throw new Error(`acquisti.csv, riga ${row}: nessuna cassa per ${vatNumber}.`);
    const { code: cardCode, password } = card;
    const json = { paymentId: randomUUID(), amountCents: centsToJson(amount), cardCode, password };
    await this.#until(`acquisto della riga ${row}`, async () => {
      try {
        const { digests } = await till.post<{ digests: string[] }>("/api/payments", { json });
        this.#accepted.payments += 1;
        this.#accepted.transfers += digests.length;
        return true;
      } catch (error) {
        if (error instanceof ApiProblem && TRY_LATER.has(error.code)) return false;
        throw error;
      }
    });
  }

  async waitForSettlement(programmeId: string): Promise<void> {
    const spent = sum(this.#files.purchases.map((purchase) => purchase.amount)).toString();
    await this.#until("pagamenti registrati sulla blockchain", async () => {
      const { totals } = await this.#programme(programmeId);
      return totals["spentCents"] === spent;
    });
    this.#say("tutti i pagamenti sono registrati sulla blockchain");
  }

  /** Every shop presents its statement, the treasurer checks it, approves it on chain and notes the bank's payment. */
  async reimburse(programmeId: string): Promise<void> {
    const ids = await this.approve(programmeId);
    for (const id of ids) await this.#treasury.api.post(`/api/statements/${id}/payment`);
    this.#say(`${ids.length} negozi rimborsati`);
  }

  /** Has each shop present what it may, and the treasurer redeem it. Answers the statements. */
  async approve(programmeId: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const till of this.#tills.values()) {
      const statement = await till
        .post<Statement>("/api/tills/current/statements", { json: { programmeId } })
        .catch(noneNeeded);
      if ("id" in statement) ids.push(statement.id);
    }
    for (const id of ids) {
      await this.#treasury.api.post(`/api/statements/${id}/check`);
      await this.#treasury.sign(
        await this.#treasury.api.get<TransactionRequest>(`/api/statements/${id}/redemption`),
      );
    }
    await this.#until("rimborsi approvati", async () => {
      const approved = await this.#treasury.api.get<Statement[]>("/api/statements?state=approved");
      return ids.every((id) => approved.some((statement) => statement.id === id));
    });
    return ids;
  }

  async #import(path: string, csv: Uint8Array<ArrayBuffer>): Promise<void> {
    for (const dryRun of ["true", "false"]) {
      const report = await this.#desk.api.post<ImportReport>(`${path}?dryRun=${dryRun}`, { csv });
      if (report.errors.length > 0) throw new Error(`${path}: ${JSON.stringify(report.errors)}`);
    }
  }

  async #programme(id: string): Promise<Programme> {
    return this.#desk.api.get(`/api/programmes/${id}`);
  }

  async #until(what: string, isDone: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!(await isDone())) {
      if (Date.now() > deadline) throw new Error(`Non arriva in tempo: ${what}.`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

/** Refusals that pass by themselves. */
const TRY_LATER = new Set(["busy", "too_many_open_payments", "settlement_backlog", "locked"]);

/** There was nothing to do: as good as done. */
function noneNeeded(error: unknown): [] {
  if (error instanceof ApiProblem && error.code === "nothing_to_do") return [];
  throw error;
}

function sum(amounts: readonly Cents[]): bigint {
  return amounts.reduce((total: bigint, amount) => total + amount, 0n);
}
