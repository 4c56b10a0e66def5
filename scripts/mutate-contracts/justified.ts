/** Mutants that no test can or need kill, by id, and why. */
export const JUSTIFIED: Readonly<Record<string, string>> = {
  a60276cd:
    "It moves a year of the formula, which begins in March, by a day or two; the civil year that comes out is the same",
  "4f238a6f":
    "It moves a year of the formula, which begins in March, by a day or two; the civil year that comes out is the same",
  "4cf4f67d":
    "It moves a year of the formula, which begins in March, by a day or two; the civil year that comes out is the same",
  d7629b7c: "No caller is nobody, and permit has refused a nobody's signature before",
  "02476a4d":
    "Whoever is forgotten though nobody is remembered stays nobody: it costs a write more",
  "9ade1829": "A sum is the same either way round",
};
