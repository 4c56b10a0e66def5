import type { VoucherTally } from "#core/chain/tally.ts";

export type FlowNode = {
  readonly id: string;
  readonly label: string;
  readonly column: number;
  readonly amount: bigint;
  readonly top: number;
  readonly height: number;
};

export type FlowLink = {
  readonly from: FlowNode;
  readonly to: FlowNode;
  readonly fromTop: number;
  readonly toTop: number;
  readonly height: number;
};

type Stage = {
  readonly id: string;
  readonly label: string;
  readonly amount: bigint;
  readonly from?: string;
};

/** The gap between two nodes of a column, so that their labels do not meet. */
const GAP = 30;

/** Stages by column. What a node passes on adds up to what it is: `core/chain/tally.ts` checks that it does. */
function stagesOf(fund: bigint, tally: VoucherTally): Stage[][] {
  const { issued, held, reclaimed, redeemed, atMerchants } = tally;
  return [
    [{ id: "fund", label: "Fondo", amount: fund }],
    [
      { id: "issued", label: "Emesso", amount: issued, from: "fund" },
      { id: "unissued", label: "Non ancora emesso", amount: fund - issued, from: "fund" },
    ],
    [
      { id: "spent", label: "Speso", amount: redeemed + atMerchants, from: "issued" },
      { id: "held", label: "Alle famiglie", amount: held, from: "issued" },
      { id: "reclaimed", label: "Rientrato", amount: reclaimed, from: "issued" },
    ],
    [
      { id: "redeemed", label: "Rimborsato", amount: redeemed, from: "spent" },
      { id: "waiting", label: "Da rimborsare", amount: atMerchants, from: "spent" },
    ],
  ];
}

/** Places each stage as tall as its amount in a picture of that height; nothing where there is no fund. */
export function layOutFlow(
  fund: bigint,
  tally: VoucherTally,
  height: number,
): { nodes: FlowNode[]; links: FlowLink[] } {
  if (fund <= 0n) return { nodes: [], links: [] };
  const tall = (amount: bigint) => (Number(amount) / Number(fund)) * (height - 2 * GAP);
  const nodes: FlowNode[] = [];
  const links: FlowLink[] = [];
  const passedOn = new Map<string, number>();
  for (const [column, stages] of stagesOf(fund, tally).entries()) {
    let top = 0;
    for (const { id, label, amount, from } of stages) {
      if (amount <= 0n) continue;
      const source = nodes.find((node) => node.id === from);
      const node = { id, label, column, amount, top, height: tall(amount) };
      top += node.height + GAP;
      nodes.push(node);
      if (source === undefined) continue;
      const used = passedOn.get(source.id) ?? 0;
      links.push({
        from: source,
        to: node,
        fromTop: source.top + used,
        toTop: node.top,
        height: node.height,
      });
      passedOn.set(source.id, used + node.height);
    }
  }
  return { nodes, links };
}
