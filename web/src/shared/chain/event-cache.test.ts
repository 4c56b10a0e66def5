import { expect } from "chai";

import { type KeptPart, joinParts } from "./event-cache.ts";
import type { MoneyEvent } from "./voucher-events.ts";

const FAMILY = "0x00000000000000000000000000000000000000f1";
const SHOP = "0x00000000000000000000000000000000000000a1";

function event(block: bigint, change: Partial<MoneyEvent> = {}): MoneyEvent {
  return { name: "Transfer", from: FAMILY, to: SHOP, amount: 5n, block, ...change };
}

function part(from: bigint, until: bigint, events: readonly MoneyEvent[]): KeptPart {
  return { from, until, hash: `hash of ${until}`, events };
}

describe("joining what a browser kept of a chain", () => {
  it("gives the events in order, up to the last part's block", () => {
    const parts = [
      part(3n, 5n, [event(3n), event(5n)]),
      part(6n, 6n, []),
      part(7n, 9n, [event(8n)]),
    ];
    const joined = joinParts(parts, 3n);
    expect(joined?.events.map(({ block }) => block)).to.deep.equal([3n, 5n, 8n]);
    expect([joined?.until, joined?.hash]).to.deep.equal([9n, "hash of 9"]);
  });

  const broken: Readonly<Record<string, readonly unknown[]>> = {
    "a gap": [part(3n, 5n, []), part(7n, 9n, [])],
    "a part twice": [part(3n, 5n, []), part(3n, 5n, [])],
    "another beginning": [part(4n, 5n, [])],
    "an end before the beginning": [part(3n, 2n, [])],
    "an event outside its part": [part(3n, 5n, [event(6n)])],
    "a negative amount": [part(3n, 5n, [event(4n, { amount: -1n })])],
    "an amount that is text": [part(3n, 5n, [event(4n, { amount: "5" as unknown as bigint })])],
    "an address that is none": [part(3n, 5n, [event(4n, { to: "0xa1" })])],
    "no events": [{ from: 3n, until: 5n, hash: "hash" }],
    "something else": ["part"],
  };
  for (const [what, parts] of Object.entries(broken))
    it(`uses nothing where there is ${what}`, () => {
      expect(joinParts(parts, 3n)).to.equal(undefined);
    });
});
