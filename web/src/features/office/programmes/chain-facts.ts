import { type DecodeFunctionDataReturnType, type Hex, decodeFunctionData } from "viem";

import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { formatEuro } from "#core/shared/money.ts";

import { formatMoment } from "./rome-day.ts";

type Category = { readonly number: number; readonly name: string };
type Fact = readonly [name: string, value: string];

const ABI = [...programmesAbi, ...voucherAbi] as const;

/**
 * The arguments of a transaction that opens a programme or moves its end, as an office reads them; `undefined` where the
 * bytes are something else.
 */
export function chainFacts(
  data: string,
  categories: readonly Category[],
): readonly Fact[] | undefined {
  const call = decode(data);
  if (call?.functionName === "open") {
    const [ref, name, symbol, terms] = call.args;
    return [
      ["Nome del programma", name],
      ["Sigla", symbol],
      ["Fondo", formatEuro(terms.cap)],
      ["Si spende dal", momentOf(terms.spendableFrom)],
      ["Si spende fino al", momentOf(terms.spendableUntil)],
      ["Si registra fino al", momentOf(terms.settleableUntil)],
      ["Categorie ammesse", namesOf(terms.categories, categories)],
      ["Riferimento, a caso", ref],
    ];
  }
  if (call?.functionName === "moveDates")
    return [
      ["Si spende fino al", momentOf(call.args[0])],
      ["Si registra fino al", momentOf(call.args[1])],
    ];
  return undefined;
}

function decode(data: string): DecodeFunctionDataReturnType<typeof ABI> | undefined {
  try {
    return decodeFunctionData({ abi: ABI, data: data as Hex });
  } catch {
    return undefined;
  }
}

function momentOf(seconds: number): string {
  return formatMoment(new Date(seconds * 1000).toISOString());
}

function namesOf(bitmap: bigint, categories: readonly Category[]): string {
  const numbers = Array.from({ length: 128 }, (_, number) => number).filter(
    (number) => ((bitmap >> BigInt(number)) & 1n) === 1n,
  );
  const nameOf = (number: number) => categories.find((known) => known.number === number)?.name;
  return numbers.map((number) => `${number} (${nameOf(number) ?? "?"})`).join(", ");
}
