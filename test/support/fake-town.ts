import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";

import type { PublicCounts, PublicProgramme, Town } from "../../web/src/shared/api/types.ts";
import { FakeChain, type FakeEvent } from "./fake-chain.ts";

const address = (tail: string) => `0x${tail.padStart(40, "0")}` as const;

export const NOBODY = address("0");
export const VOUCHER = address("c1");
export const SHOPS = [address("a1"), address("a2"), address("a3")] as const;
export const FAMILIES = Array.from({ length: 12 }, (_, index) => address(`f${index.toString(16)}`));
const RELAYER = address("d1");
const REF = `0x${"7".repeat(64)}` as const;

/** A town on the embedded chain, as the service describes it. */
export const TOWN: Town = {
  name: "Comune di Balestrate",
  publicUrl: "http://127.0.0.1",
  network: "embedded",
  chainName: "Catena locale",
  chainId: 31_337,
  isTestChain: true,
  currencySymbol: "ETH",
  isDemo: true,
  startBlock: 1,
  receiptSigners: [address("d1")],
  contracts: {
    accessManager: address("e1"),
    merchantRegistry: address("e2"),
    localToken: address("e3"),
    programmes: address("e4"),
  },
  contacts: { officeEmail: "buoni@comune.example" },
  categories: [
    { number: 1, name: "alimentari" },
    { number: 2, name: "farmacia" },
  ],
};

function transfer(from: string, to: string, value: bigint): FakeEvent {
  return { address: VOUCHER, abi: voucherAbi, eventName: "Transfer", args: { from, to, value } };
}

/** A chain on which one programme was opened, recharged, spent over three weeks and partly reimbursed. */
export function createTownChain(): FakeChain {
  const chain = new FakeChain(TOWN.chainId);
  const put = (to: `0x${string}`, events: readonly FakeEvent[]) =>
    chain.add([{ from: RELAYER, to, input: "0x", events }]);
  put(TOWN.contracts.programmes as `0x${string}`, [openedEvent()]);
  put(
    VOUCHER,
    FAMILIES.map((family) => transfer(NOBODY, family, 25_000n)),
  );
  for (let day = 0; day < 18; day += 1)
    put(
      VOUCHER,
      FAMILIES.slice(0, 3 + (day % 4)).map((family, index) =>
        transfer(family, SHOPS[(day + index) % 2]!, BigInt(1_050 + 90 * index)),
      ),
    );
  put(VOUCHER, [transfer(FAMILIES[0]!, SHOPS[2], 640n), transfer(SHOPS[0], NOBODY, 20_000n)]);
  return chain;
}

/** The opening of the town's programme; its fund in cents. */
export function openedEvent(cap = 400_000n): FakeEvent {
  return {
    address: TOWN.contracts.programmes as `0x${string}`,
    abi: programmesAbi,
    eventName: "ProgrammeOpened",
    args: {
      ref: REF,
      voucher: VOUCHER,
      name: "Buoni spesa 2026",
      symbol: "SPESA26",
      cap,
      spendableFrom: 1,
      spendableUntil: 2,
      settleableUntil: 3,
      categories: 6n,
    },
  };
}

/** What the town states beside the chain. */
export const STATED_COUNTS: PublicCounts = {
  cards: 12,
  shops: 3,
  paidStatements: 4,
  averageDaysToPay: 11.5,
};

/** What an honest service states of that chain; worked out by hand from the movements above. */
export function statedProgramme(): PublicProgramme {
  const spent = spentCents() + 640n;
  return {
    name: "Buoni spesa 2026",
    symbol: "SPESA26",
    act: "Delibera G.C. 41/2026",
    voucher: VOUCHER,
    fundCents: "400000",
    spendableFrom: "2026-11-01T23:00:00.000Z",
    spendableUntil: "2026-12-31T23:00:00.000Z",
    settleableUntil: "2027-01-30T23:00:00.000Z",
    issuedCents: "300000",
    heldCents: String(300_000n - spent),
    spentCents: String(spent),
    reversedCents: "0",
    atMerchantsCents: String(spent - 20_000n),
    redeemedCents: "20000",
    reclaimedCents: "0",
  };
}

function spentCents(): bigint {
  let sum = 0n;
  for (let day = 0; day < 18; day += 1)
    for (let index = 0; index < 3 + (day % 4); index += 1) sum += BigInt(1_050 + 90 * index);
  return sum;
}
