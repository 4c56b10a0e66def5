import type { Database, Tx } from "./database.ts";

/**
 * A transaction in a database's clothes: what would open a transaction of its own joins this one, and is done or undone
 * with it.
 */
export function joining(tx: Tx): Database {
  const transaction = () => ({ execute: <Value>(work: (own: Tx) => Promise<Value>) => work(tx) });
  return new Proxy(tx, {
    get: (target, name) => {
      if (name === "transaction") return transaction;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}
