import { markdownTable as table } from "../bench/markdown-table.ts";
import { readArtifact } from "../deploy/artifacts.ts";
import type { Measures } from "./ours.ts";

/** EVM rules that a chain may have; the last is what public chains run now. */
export const HARDFORKS = ["cancun", "prague", "osaka"] as const;
export type Hardfork = (typeof HARDFORKS)[number];

/** What is measured of the contracts alone: it follows from the sources, to the gas and the byte. */
export type OwnFigures = {
  readonly hardforks: Readonly<Record<Hardfork, Measures>>;
  readonly bytecode: Measures;
};

export type Figures = OwnFigures & { readonly others: Measures };

const CONTRACTS = ["Voucher", "LocalToken", "MerchantRegistry", "Programmes", "TownAuthority"];

/** Bytes of each contract's code as it stands on chain; more than 24,576 are refused there. */
export async function bytecodeSizes(): Promise<Measures> {
  const sizes = CONTRACTS.map(async (name) => {
    const { deployedBytecode } = await readArtifact(`contracts/${name}.sol/${name}`);
    return [name, (deployedBytecode.length - 2) / 2] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

/** The page's tables, in Markdown; the same lines are printed. */
export function tablesOf({ hardforks, bytecode, others }: Figures): string {
  return [paymentTable(hardforks.osaka, others), actTable(hardforks), codeTable(bytecode)].join(
    "\n\n",
  );
}

const SIZES = ["200_20", "50_5", "10_1", "1"];

const WAYS: Readonly<Record<string, string>> = {
  payment: "Borgo, a voucher's `settle`",
  oz_keyed_nonce: "OpenZeppelin `ERC20TransferAuthorization`, numbered nonces, multicall",
  oz_erc2771: "OpenZeppelin `ERC2771Forwarder` before an `ERC20`",
  oz_erc3009: "OpenZeppelin `ERC3009`, random nonces, multicall",
};

function paymentTable(ours: Measures, others: Measures): string {
  const all = { ...ours, ...others };
  const ways = Object.entries(WAYS).map(([key, name]) => {
    const cells = SIZES.map((size) => {
      const gas = all[`${key}_${size}`]!;
      return `${grouped(gas)} (${(gas / all[`bound_payment_${size}`]!).toFixed(2)})`;
    });
    return [name, ...cells];
  });
  const bound = SIZES.map((size) => `${grouped(all[`bound_payment_${size}`]!)} (1.00)`);
  const alone = (name: string, key: string) => [name, "", "", "", grouped(all[key]!)];
  return table(
    ["gas for each signed payment (ratio to bound)", "200 to 20", "50 to 5", "10 to 1", "1"],
    [
      ["least that any program needs", ...bound],
      ...ways,
      alone("not signed: OpenZeppelin `ERC20.transfer`", "oz_erc20_transfer"),
      alone("not signed: solady `ERC20.transfer`", "solady_erc20_transfer"),
    ],
  );
}

const ACTS: Readonly<Record<string, string>> = {
  payment_200_20: "signed payment, 200 to 20 merchants",
  payment_1: "signed payment, alone",
  issue_known_200: "issuance to a known account, 200",
  issue_new_200: "issuance to a new account, 200",
  reclaim_200: "reclaim, 200 accounts",
  redeem_1: "redemption of a statement, alone",
  redeem_20: "redemption of a statement, 20 of 20 merchants",
  suspend_1: "suspension of a merchant, one programme open",
};

function actTable(hardforks: Figures["hardforks"]): string {
  const names = Object.keys(hardforks) as Hardfork[];
  const rows = Object.entries(ACTS).map(([key, name]) => {
    const bound = hardforks.osaka[`bound_${key}`];
    return [
      name,
      ...names.map((hardfork) => grouped(hardforks[hardfork][key]!)),
      bound === undefined ? "" : grouped(bound),
    ];
  });
  return table(["gas for each", ...names, "least"], rows);
}

function codeTable(bytecode: Measures): string {
  const rows = Object.entries(bytecode).map(([name, bytes]) => [name, grouped(bytes)]);
  return table(["contract", "bytes on chain"], rows);
}

function grouped(gas: number): string {
  return Math.round(gas).toLocaleString("en-US");
}
