import type { Sale, Till } from "./tills.ts";

type Entry = {
  readonly sale: Sale;
  readonly till: Till;
  invocations: number;
  /** The body of the acceptance, once it was heard. */
  accepted: string | undefined;
  refused: string | undefined;
  isVoided: boolean;
};

/** What all clients asked and heard: the one witness that no server can talk out of it. */
export class History {
  readonly #entries = new Map<string, Entry>();
  readonly violations: string[] = [];
  operations = 0;

  invoke(sale: Sale, till: Till): void {
    this.operations += 1;
    const entry = this.#entries.get(sale.paymentId);
    if (entry !== undefined) entry.invocations += 1;
    else
      this.#entries.set(sale.paymentId, {
        ...{ sale, till, invocations: 1 },
        ...{ accepted: undefined, refused: undefined, isVoided: false },
      });
  }

  end(paymentId: string, outcome: string, body?: string): string {
    const entry = this.#entries.get(paymentId)!;
    if (outcome === "ok") this.#accept(entry, body!);
    // A refusal is judged by what is left at that moment: it may come before an acceptance, never after one.
    else if (outcome.startsWith("refused:")) {
      if (entry.accepted !== undefined)
        this.#violate(`${paymentId} was accepted, and later ${outcome}`);
      entry.refused = outcome;
    }
    return outcome;
  }

  #accept(entry: Entry, body: string): void {
    if (entry.accepted !== undefined && entry.accepted !== body)
      this.#violate(`${entry.sale.paymentId} got two answers: ${entry.accepted} and ${body}`);
    const { amountCents } = JSON.parse(body) as { amountCents: string };
    if (amountCents !== entry.sale.amountCents)
      this.#violate(`${entry.sale.paymentId} was accepted for ${amountCents}`);
    entry.accepted = body;
  }

  noteVoid(paymentId: string): void {
    this.#entries.get(paymentId)!.isVoided = true;
  }

  #violate(what: string): void {
    this.violations.push(what);
  }

  /** Those whose outcome no client knows. */
  unknown(): { sale: Sale; till: Till }[] {
    return [...this.#entries.values()].filter(
      ({ accepted, refused }) => accepted === undefined && refused === undefined,
    );
  }

  get acceptedCount(): number {
    return [...this.#entries.values()].filter(({ accepted }) => accepted !== undefined).length;
  }

  /** What the database ends up with, against what the clients know. Answers what contradicts. */
  judge(rows: readonly StoredPayment[], before: ReadonlySet<string>): string[] {
    const stored = new Map(rows.map((row) => [row.id, row]));
    const found = [...this.violations];
    for (const [id, { accepted, isVoided, sale }] of this.#entries) {
      const row = stored.get(id);
      if (accepted === undefined) continue;
      if (row === undefined) found.push(`${id} was accepted, and is lost`);
      else if (row.amount !== sale.amountCents) found.push(`${id} is stored as ${row.amount}`);
      else if (row.state !== (isVoided ? "voided" : "settled"))
        found.push(`${id} was accepted, and ended ${row.state}`);
    }
    for (const { id, state } of rows)
      if (!before.has(id) && !this.#entries.has(id)) found.push(`${id} (${state}): nobody asked`);
    return found;
  }
}

export type StoredPayment = {
  readonly id: string;
  readonly state: string;
  readonly amount: string;
};
