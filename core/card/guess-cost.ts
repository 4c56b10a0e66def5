/** A way to make passwords, each as likely as any other. */
export type PasswordKind = {
  readonly name: string;
  /** How many different characters. */
  readonly characters: number;
  readonly length: number;
  /** Which of them may be had: the rules refuse the rest. */
  readonly admittedShare: number;
};

/** What checks guesses: how many in a second, and what an hour of it costs in dollars. */
export type Guesser = {
  readonly name: string;
  readonly guessesPerSecond: number;
  readonly dollarsPerHour: number;
};

/** Passwords of a kind that there are to be guessed. */
export function choicesOf({ characters, length, admittedShare }: PasswordKind): number {
  return characters ** length * admittedShare;
}

/** The chance that some number of different guesses hit a password that was made at random. */
export function chanceOf(guesses: number, kind: PasswordKind): number {
  return Math.min(1, guesses / choicesOf(kind));
}

/** What it takes on average, half of all guesses, where nothing counts them: seconds and dollars. */
export function guessCost(
  kind: PasswordKind,
  { guessesPerSecond, dollarsPerHour }: Guesser,
): { seconds: number; dollars: number } {
  const seconds = choicesOf(kind) / 2 / guessesPerSecond;
  return { seconds, dollars: (seconds / 3600) * dollarsPerHour };
}
