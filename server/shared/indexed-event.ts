import type { Address, Hash, ProgrammeId } from "#core/shared/ids.ts";
import { instantAt } from "#core/shared/unix-time.ts";

/** A decoded event of one of our contracts in a final block. Numbers are `bigint`, addresses in lower case. */
export type IndexedEvent = {
  readonly name: string;
  readonly contract: Address;
  /** The token that emitted it, by its programme or as `LOCAL_VALUE`; absent for the other contracts. */
  readonly programmeId?: ProgrammeId;
  readonly args: Readonly<Record<string, unknown>>;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly blockTime: Date;
  readonly transactionHash: Hash;
  readonly logIndex: number;
};

export function addressArg(event: IndexedEvent, name: string): Address {
  return String(event.args[name]).toLowerCase() as Address;
}

export function hashArg(event: IndexedEvent, name: string): Hash {
  return String(event.args[name]).toLowerCase() as Hash;
}

/** A time that the event gives in seconds. */
export function timeArg(event: IndexedEvent, name: string): Date {
  return instantAt(event.args[name] as bigint);
}

export function amountArg(event: IndexedEvent, name: string): bigint {
  return event.args[name] as bigint;
}
