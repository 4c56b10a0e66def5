import type { Custody } from "../custody/custody.ts";
import type { PaymentDeps } from "../payments/accept-payment.ts";
import type { SettlementDeps } from "../settlement/settlement.ts";
import type { PoolHealth } from "../shared/rpc-pool.ts";
import type { OfficerDeps } from "./officers.ts";

/** Everything the service's parts are given. Each function names the few that it uses. */
export type ServiceDeps = PaymentDeps &
  SettlementDeps &
  OfficerDeps & {
    readonly custody: Custody;
    readonly townName: string;
    /** How the chain's nodes are. */
    readonly nodeHealth: () => PoolHealth;
  };
