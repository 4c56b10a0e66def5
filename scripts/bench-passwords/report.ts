import { GUESS_LIMITS } from "#core/card/guess-limit.ts";
import { type Guesser, type PasswordKind, chanceOf, guessCost } from "#core/card/guess-cost.ts";
import { TRIES_BEFORE_BLOCK } from "#core/card/try-limit.ts";

import { markdownTable as table } from "../bench/markdown-table.ts";
import { withTables } from "../bench/written-tables.ts";

/** What was measured here. Times in milliseconds, rates per second. */
export type PasswordFigures = {
  readonly memory_kib: number;
  readonly passes: number;
  readonly argon2_ms_p50: number;
  readonly open_seed_ms_p50: number;
  readonly offline_per_s_one_core: number;
  readonly offline_per_s: number;
  readonly cores: number;
  readonly online_per_s: number;
  readonly admitted_share: number;
};

/** The fastest that is published for these parameters, and what an hour of such a card is let for. */
const GRAPHICS_CARD: Guesser = {
  name: "one graphics card",
  guessesPerSecond: 10_000,
  dollarsPerHour: 0.5,
};
/** What a virtual core is let for, on demand. */
const CORE_DOLLARS_PER_HOUR = 0.04;
const CARDS_OF_A_TOWN = 5_000;

/** Kinds of passwords: the printed one, and what people may choose instead, if they leave the choice to chance. */
export function kindsOf({ admitted_share }: PasswordFigures): PasswordKind[] {
  return [
    { name: "6 digits (not offered)", characters: 10, length: 6, admittedShare: 1 },
    { name: "**8 digits, as printed**", characters: 10, length: 8, admittedShare: admitted_share },
    { name: "8 letters", characters: 26, length: 8, admittedShare: 1 },
    { name: "8 letters and digits, no look-alikes", characters: 31, length: 8, admittedShare: 1 },
    { name: "10 letters and digits, no look-alikes", characters: 31, length: 10, admittedShare: 1 },
    { name: "4 words out of 2,000", characters: 2_000, length: 4, admittedShare: 1 },
  ];
}

/** The page's tables and figures, in Markdown. */
export function passwordTables(figures: PasswordFigures): string {
  return [measured(figures), attackTable(figures), costTable(figures)].join("\n\n");
}

function measured(figures: PasswordFigures): string {
  return table(
    ["measured on one machine", "figure"],
    [
      ["argon2id, one password", `${figures.argon2_ms_p50} ms (median)`],
      ["opening a sealed seed, all of it", `${figures.open_seed_ms_p50} ms (median)`],
      ["guesses offline, one core", `${figures.offline_per_s_one_core} a second`],
      [`guesses offline, ${figures.cores} cores`, `${figures.offline_per_s} a second`],
      [
        "wrong passwords that the running service checks, all its tills together",
        `${figures.online_per_s} a second`,
      ],
      [
        "eight-digit passwords that the rules admit",
        `${(figures.admitted_share * 100).toFixed(1)} %`,
      ],
    ],
  );
}

function attackTable(figures: PasswordFigures): string {
  const printed = kindsOf(figures)[1]!;
  const { till } = GUESS_LIMITS;
  // Used up in a moment, each time the longest lock ends.
  const perDay = (24 * 60 * till.wrongBeforeLock) / till.lockMinutes.at(-1)!;
  return table(
    ["what the thief has", "what stops it", "eight digits, as printed"],
    [
      [
        "one card, and the service to ask",
        `${TRIES_BEFORE_BLOCK} tries, then the office`,
        `opens with a chance of ${oneIn(chanceOf(TRIES_BEFORE_BLOCK, printed))}`,
      ],
      [
        `all ${grouped(CARDS_OF_A_TOWN)} cards of a town`,
        "the same for each",
        `${(CARDS_OF_A_TOWN * chanceOf(TRIES_BEFORE_BLOCK, printed)).toFixed(5)} cards open`,
      ],
      [
        "many cards' codes, and one till to try one password on each",
        `${till.wrongBeforeLock} wrong ones an hour, then growing locks`,
        `${Math.floor(perDay)} tries a day: one card in ${roughly(1 / chanceOf(perDay, printed) / 365)} years`,
      ],
      ["the database", "128 bits of card secret, and the key-encryption key", "never"],
      ["the database and a card's code", "256 bits of key-encryption key", "never"],
      [
        "the database and the key-encryption key",
        "128 bits of card secret; names and addresses open",
        "never",
      ],
      [
        "the database, a card's code and the key-encryption key",
        "argon2id at each guess",
        "see below",
      ],
    ],
  );
}

function costTable(figures: PasswordFigures): string {
  const guessers: Guesser[] = [
    {
      name: "one core here",
      guessesPerSecond: figures.offline_per_s_one_core,
      dollarsPerHour: CORE_DOLLARS_PER_HOUR,
    },
    GRAPHICS_CARD,
  ];
  const head = guessers.flatMap(({ name }) => [`${name}, time`, "cost"]);
  const rows = kindsOf(figures).map((kind) => [
    kind.name,
    Math.log2(kind.characters ** kind.length * kind.admittedShare).toFixed(1),
    ...guessers.flatMap((guesser) => {
      const { seconds, dollars } = guessCost(kind, guesser);
      return [duration(seconds), money(dollars)];
    }),
  ]);
  return table(["with all three, a password made at random", "bits", ...head], rows);
}

const UNITS = [
  [365.25 * 86_400, "years"],
  [86_400, "days"],
  [3_600, "hours"],
  [60, "minutes"],
  [1, "seconds"],
] as const;

export function duration(seconds: number): string {
  const [unit, name] = UNITS.find(([length]) => seconds >= 1.5 * length) ?? [1, "seconds"];
  return `${roughly(seconds / unit)} ${name}`;
}

function money(dollars: number): string {
  return dollars < 1 ? `$${dollars.toFixed(2)}` : `$${roughly(dollars)}`;
}

/** Two figures: more would promise what nobody knows. */
function roughly(value: number): string {
  return grouped(Number(value.toPrecision(2)));
}

function oneIn(chance: number): string {
  return `1 in ${roughly(1 / chance)}`;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

const FIGURES = /<!-- figures (\{.*\}) -->/;

/** The page with these figures and their tables in the place of those that it had. */
export function withFigures(page: string, figures: PasswordFigures): string {
  const note = `<!-- figures ${JSON.stringify(figures)} -->`;
  return withTables(page, "bench:passwords", `${note}\n\n${passwordTables(figures)}`);
}

/** The figures that a page was written from. */
export function figuresIn(page: string): PasswordFigures {
  return JSON.parse(FIGURES.exec(page)![1]!) as PasswordFigures;
}
