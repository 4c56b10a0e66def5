/** What a transaction offers for its gas, in wei per unit. */
export type Fees = { readonly maximumFee: bigint; readonly tip: bigint };

/** What the market asks: base fee of the next block and a usual tip, in wei per unit of gas. */
export type Market = { readonly baseFee: bigint; readonly tip: bigint };

/** The base fee may double before the transaction is mined, and it still is. */
const BASE_FEE_MULTIPLE = 2n;
/** Nodes replace a waiting transaction only for 10 % more, of the fee cap AND of the tip; an eighth is safely more. */
const BUMP_NUMERATOR = 9n;
const BUMP_DENOMINATOR = 8n;

/** The fees to offer now; `undefined` where the market asks more than the ceiling: then it is better to wait. */
export function firstFees(market: Market, ceiling: bigint): Fees | undefined {
  if (market.baseFee + market.tip > ceiling) return undefined;
  const wanted = market.baseFee * BASE_FEE_MULTIPLE + market.tip;
  return { maximumFee: wanted < ceiling ? wanted : ceiling, tip: market.tip };
}

/**
 * The fees with which a waiting transaction is replaced: never less than the nodes ask over the last attempt, never less
 * than the market; `undefined` above the ceiling.
 */
export function bumpedFees(last: Fees, market: Market, ceiling: bigint): Fees | undefined {
  const tip = larger(bump(last.tip), market.tip);
  const maximumFee = larger(bump(last.maximumFee), market.baseFee * BASE_FEE_MULTIPLE + tip);
  return maximumFee > ceiling ? undefined : { maximumFee, tip };
}

/**
 * The fees where the cap has no room left below the ceiling, and a node still prefers another transaction with this
 * nonce: one that was signed and is forgotten. Only the tip can be higher then; `undefined` where it cannot, or where it
 * is the base fee that is too high.
 */
export function tippedFees({ maximumFee, tip }: Fees, market: Market): Fees | undefined {
  if (market.baseFee > maximumFee || tip === maximumFee) return undefined;
  const wanted = bump(tip);
  return { maximumFee, tip: wanted < maximumFee ? wanted : maximumFee };
}

function bump(fee: bigint): bigint {
  return (fee * BUMP_NUMERATOR + BUMP_DENOMINATOR - 1n) / BUMP_DENOMINATOR;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
