/**
 * What is wrong with one cell of an imported file. `row` is the line as a spreadsheet numbers it: the header
 * is row 1. The message is Italian and says how to mend it.
 */
export type RowError = {
  readonly row: number;
  readonly column: string;
  readonly code: string;
  readonly message: string;
};

/** A row of a file with a header: cells by column name. Missing columns are absent. */
export type Row = Readonly<Record<string, string>>;

/** Collects what is wrong with a row while its cells are read, so that all is reported at once. */
export class RowReader {
  readonly errors: RowError[] = [];
  readonly #row: Row;
  readonly #number: number;

  constructor(row: Row, number: number) {
    this.#row = row;
    this.#number = number;
  }

  cell(column: string): string {
    return (this.#row[column] ?? "").trim();
  }

  fail(column: string, code: string, message: string): void {
    this.errors.push({ row: this.#number, column, code, message });
  }

  /** The cell's text; an empty one is an error. */
  required(column: string, maximumLength: number): string {
    const text = this.cell(column);
    if (text === "") this.fail(column, "missing", "Manca: la cella è vuota.");
    else if (text.length > maximumLength)
      this.fail(column, "too_long", `Troppo lungo: al massimo ${maximumLength} caratteri.`);
    return text;
  }
}
