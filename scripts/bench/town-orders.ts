/** What the benchmark tells the town's process to do. */
export type TownOrder =
  | { readonly do: "grow"; readonly cards: number }
  | { readonly do: "settle" | "measure" | "rebuild" | "reconcile" | "stop" };

/** What the town's process answers once it is done. */
export type TownAnswer =
  | { readonly did: "start"; readonly url: string; readonly databaseUrl: string }
  | { readonly did: "grow" | "settle" }
  | { readonly did: "measure"; readonly memoryMb: number }
  | { readonly did: "rebuild"; readonly seconds: number; readonly readingSeconds: number }
  | { readonly did: "reconcile"; readonly seconds: number };
