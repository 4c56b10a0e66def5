/** One stop on money's way. `amount` in cents; `from` is the stage, in an earlier column, that it comes from. */
export type FlowStage = {
  readonly id: string;
  readonly label: string;
  readonly amount: bigint;
  readonly from?: string;
};

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

/** The gap between two nodes of a column, so that their labels do not meet. */
const GAP = 30;

/**
 * Places each stage as tall as its amount in a picture of that height, and a band to it from the stage that it comes from;
 * nothing where there is no money. The first column has what all the others come from.
 */
export function layOutFlow(
  columns: readonly (readonly FlowStage[])[],
  height: number,
): { nodes: FlowNode[]; links: FlowLink[] } {
  const whole = (columns[0] ?? []).reduce((sum, { amount }) => sum + amount, 0n);
  if (whole <= 0n) return { nodes: [], links: [] };
  const gaps = Math.max(...columns.map((stages) => stages.length - 1));
  const tall = (amount: bigint) => (Number(amount) / Number(whole)) * (height - gaps * GAP);
  const nodes = columns.flatMap((stages, column) => placeColumn(stages, column, tall));
  return { nodes, links: placeLinks(columns.flat(), nodes) };
}

function placeColumn(
  stages: readonly FlowStage[],
  column: number,
  tall: (amount: bigint) => number,
): FlowNode[] {
  let top = 0;
  return stages
    .filter(({ amount }) => amount > 0n)
    .map(({ id, label, amount }) => {
      const node = { id, label, column, amount, top, height: tall(amount) };
      top += node.height + GAP;
      return node;
    });
}

/** Bands leave a stage one below the other, in the order of what they lead to. */
function placeLinks(stages: readonly FlowStage[], nodes: readonly FlowNode[]): FlowLink[] {
  const nodeOf = new Map(nodes.map((node) => [node.id, node]));
  const passedOn = new Map<string, number>();
  return stages.flatMap(({ id, from: source = "" }) => {
    const from = nodeOf.get(source);
    const to = nodeOf.get(id);
    if (from === undefined || to === undefined) return [];
    const used = passedOn.get(source) ?? 0;
    passedOn.set(source, used + to.height);
    return [{ from, to, fromTop: from.top + used, toTop: to.top, height: to.height }];
  });
}
