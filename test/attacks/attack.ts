import type { PlayedTown } from "../support/played-town.ts";

/** How long an attacker keeps at it: a minute in `npm test`, many in `npm run test:attacks`. */
export type Effort = "short" | "long";

/** A town as its attackers meet it: two replicas on one database. */
export type Target = PlayedTown & {
  /** Both replicas, the town's own first. */
  readonly urls: readonly [string, string];
  /** A folder that the attack may fill; gone afterwards. */
  readonly folder: string;
};

/** One way to get at what is not one's own. `run` counts each attempt and says what it got, if anything. */
export type Attack = {
  readonly name: string;
  run(target: Target, score: Score, effort: Effort): Promise<void>;
};

/** What an attack came to. */
export class Score {
  attempts = 0;
  readonly successes: string[] = [];
  /** Figures for whoever reads the report. */
  readonly notes: string[] = [];

  tried(count = 1): void {
    this.attempts += count;
  }

  /** One attempt, and whether the attacker got something by it. */
  judge(isSuccess: boolean, what: string): void {
    this.tried();
    if (isSuccess) this.won(what);
  }

  note(what: string): void {
    this.notes.push(what);
  }

  won(what: string): void {
    this.successes.push(what);
  }
}
