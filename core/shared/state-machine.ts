/**
 * From which state to which: the whole life of one noun, `none` being before it exists. The database holds the same
 * table (`state_transition`) and refuses everything else; a test tries each pair against both.
 */
export type Exits<State extends string> = Readonly<Record<State | "none", readonly State[]>>;

export function canBecome<State extends string>(
  exits: Exits<State>,
  from: State | "none",
  to: State,
): boolean {
  return exits[from].includes(to);
}

/** The states that may become this one: what a change of many rows at once asks for in its `where`. */
export function sourcesOf<State extends string>(exits: Exits<State>, to: State): State[] {
  return statesOf(exits).filter((from) => canBecome(exits, from, to));
}

export function statesOf<State extends string>(exits: Exits<State>): State[] {
  return Object.keys(exits).filter((state) => state !== "none") as State[];
}

/** Every allowed step, in the order of the table. */
export function stepsOf<State extends string>(
  exits: Exits<State>,
): { from: State | "none"; to: State }[] {
  const from = Object.keys(exits) as (State | "none")[];
  return from.flatMap((state) => exits[state].map((to) => ({ from: state, to })));
}
