import type { Crash } from "./crash-ports.ts";

/** What a replica is to be. */
export type ReplicaOrder = {
  readonly port: number;
  readonly apiUrl: string;
  readonly signerUrl: string;
  readonly rpcUrls: readonly string[];
  /** The node itself, without anything that goes wrong on the way: to deploy again where it has lost everything. */
  readonly nodeUrl: string;
  readonly deploymentFile: string;
  readonly keyFile: string;
  readonly markFile: string;
  /** By how much this replica's clock is wrong, and how far it jumps every few seconds. */
  readonly skewMs: number;
  readonly onForgotten: "rebuild" | "halt";
  readonly settings: Readonly<Record<string, string>>;
  readonly crash?: Crash | undefined;
};

export const ORDER_VARIABLE = "BORGO_FAULTS_REPLICA";
