import type { Custody } from "../custody/custody.ts";
import type { GiftDeps } from "../gifts/gifts.ts";
import type { PaymentDeps } from "../payments/accept-payment.ts";
import type { SettlementPace } from "../settlement/settlement.ts";
import type { ChainPort } from "../shared/chain.ts";
import type { Log } from "../shared/log.ts";
import type { PoolHealth } from "../shared/rpc-pool.ts";
import type { OfficerDeps } from "./officer-roles.ts";
import type { PublicContacts } from "./public-contacts.ts";

/** Everything the service's parts are given. Each function names the few that it uses. */
export type ServiceDeps = PaymentDeps &
  GiftDeps &
  OfficerDeps & {
    readonly chain: ChainPort;
    readonly custody: Custody;
    readonly log: Log;
    readonly pace: SettlementPace;
    readonly townName: string;
    readonly contacts: PublicContacts;
    /** How the chain's nodes are. */
    readonly nodeHealth: () => PoolHealth;
    /** How many reverse proxies of ours stand in front. */
    readonly proxies: number;
    /** Where the database's mark is noted, outside the database. */
    readonly markFile: string;
    /** Why the database is in quarantine, a few seconds old at most. */
    readonly quarantine: { because: string | undefined };
    /** On a chain of our own: deploys the contracts again where it has lost them. */
    readonly restoreContracts?: (() => Promise<void>) | undefined;
  };
