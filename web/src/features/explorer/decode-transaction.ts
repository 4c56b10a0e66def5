import {
  type Abi,
  type AbiEvent,
  type AbiFunction,
  type Hex,
  decodeEventLog,
  decodeFunctionData,
  toEventSelector,
  toFunctionSelector,
} from "viem";

import { type DecodedValue, decodeValues } from "./decode-values.ts";
import type { KnownContract, KnownContracts } from "./known-contracts.ts";

/** A call or an event in words, as far as a published ABI knows it. */
export type Decoded = {
  readonly contract: KnownContract | undefined;
  readonly address: string;
  /** The function's or event's name; its first bytes where nobody knows it. */
  readonly name: string;
  readonly values: readonly DecodedValue[];
};

type Call = { readonly to: string | null; readonly data: Hex };
type Log = {
  readonly address: string;
  readonly topics: readonly Hex[];
  readonly data: Hex;
};

const SELECTOR_LENGTH = 10;

/** What a transaction asks a contract to do; `undefined` where it carries no call. */
export function decodeCall(known: KnownContracts, { to, data }: Call): Decoded | undefined {
  if (to === null || data.length < SELECTOR_LENGTH) return undefined;
  const contract = known.get(to.toLowerCase());
  const selector = data.slice(0, SELECTOR_LENGTH);
  const unknown = { contract, address: to, name: selector, values: [] };
  const found = contract?.abi.find(
    (item): item is AbiFunction =>
      item.type === "function" && toFunctionSelector(item) === selector,
  );
  if (found === undefined) return unknown;
  try {
    const { args } = decodeFunctionData({ abi: [found] as Abi, data });
    const values = decodeValues(found.inputs, (args ?? []) as readonly unknown[]);
    return { contract, address: to, name: found.name, values };
  } catch {
    return unknown;
  }
}

/** What a contract announced. */
export function decodeLog(known: KnownContracts, { address, topics, data }: Log): Decoded {
  const contract = known.get(address.toLowerCase());
  const [selector] = topics;
  const unknown = { contract, address, name: selector ?? "evento anonimo", values: [] };
  const found = contract?.abi.find(
    (item): item is AbiEvent => item.type === "event" && toEventSelector(item) === selector,
  );
  if (found === undefined) return unknown;
  try {
    const event = { abi: [found] as Abi, topics: topics as [Hex, ...Hex[]], data };
    const { args } = decodeEventLog(event);
    const values = decodeValues(found.inputs, (args ?? []) as unknown as readonly unknown[]);
    return { contract, address, name: found.name, values };
  } catch {
    return unknown;
  }
}
