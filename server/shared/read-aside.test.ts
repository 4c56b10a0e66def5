import { setImmediate } from "node:timers/promises";

import { expect } from "chai";

import { readAside, readTableAside } from "./read-aside.ts";
import { readTable } from "./table-file.ts";
import { createTurns } from "./turns.ts";

const COLUMNS = ["protocollo", "nome"];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const program = (text: string) => new URL(`data:text/javascript,${encodeURIComponent(text)}`);

/** How many turns the event loop makes before something is done: what is asked meanwhile is answered in one of them. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const state = { isDone: false };
  const done = work.finally(() => void (state.isDone = true));
  for (; !state.isDone; turns += 1) await setImmediate();
  await done;
  return turns;
}

describe("A file read in a thread of its own", function () {
  this.timeout(60_000);

  it("comes to the same, row by row, however many pieces it came in", async () => {
    const rows = Array.from({ length: 1201 }, (_, index) => `2026/${index};Ada ${index}`);
    const bytes = bytesOf(["protocollo;nome;altro", ...rows].join("\r\n"));
    const aside = await readTableAside(bytes, COLUMNS, []);
    expect(aside).to.deep.equal(await readTable(bytes, COLUMNS, []));
    expect(aside.ok && aside.value.rows.length).to.equal(1201);
    const refused = await readTableAside(bytesOf("nome\r\nAda"), COLUMNS, []);
    expect(refused).to.deep.equal(await readTable(bytesOf("nome\r\nAda"), COLUMNS, []));
  });

  it("lets others be answered meanwhile, even where it is ten megabytes of trouble", async () => {
    const bytes = bytesOf(`protocollo;nome\r\n${'"'.repeat(10_000_000)}`);
    // Read here, all of it is one turn.
    expect(await turnsDuring(readTable(bytes, COLUMNS, []))).to.be.below(5);
    expect(await turnsDuring(readTableAside(bytes, COLUMNS, []))).to.be.above(500);
  });

  it("is given up where it takes too long or too much memory, and refused in words", async () => {
    const bounds = { seconds: 60, megabytes: 32 };
    const greedy = program("const all = []; for (;;) all.push(new Array(10000).fill(all.length))");
    const refusals = [
      await readAside(program("for (;;);"), {}, { ...bounds, seconds: 1 }),
      await readAside(greedy, {}, bounds),
    ];
    for (const read of refusals)
      expect(read.ok ? "" : read.refusal.reason).to.match(
        /troppo complicato da leggere: dividerlo/,
      );
  });

  it("that fails otherwise is a bug of ours, and keeps no other file from being read", async () => {
    for (let time = 0; time < 3; time += 1) {
      const failed = await readAside(program("throw new RangeError('odd')"), {}).catch(
        (error: unknown) => error,
      );
      expect(failed).to.be.instanceOf(RangeError);
    }
    expect((await readTableAside(bytesOf("protocollo;nome\n1;Ada"), COLUMNS, [])).ok).to.equal(
      true,
    );
  });
});

describe("Turns", () => {
  it("are so many at once, so many more in order, and none for whoever comes then", async () => {
    const turns = createTurns(2, 1);
    const ends: (() => void)[] = [];
    const begun: string[] = [];
    const take = (name: string) =>
      turns.take(async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        return name;
      });
    const [first, second, third] = [take("first"), take("second"), take("third")];
    expect(await take("fourth")).to.equal(undefined);
    expect(begun).to.deep.equal(["first", "second"]);
    ends.shift()!();
    expect(await first).to.equal("first");
    await setImmediate();
    expect(begun).to.deep.equal(["first", "second", "third"]);
    for (const end of ends) end();
    expect(await Promise.all([second, third])).to.deep.equal(["second", "third"]);
    const failing = turns.take(() => Promise.reject(new Error("no"))).catch(() => "failed");
    expect(await failing).to.equal("failed");
    expect(await turns.take(async () => 1)).to.equal(1);
  });
});
