import { sql } from "kysely";
import { decodeFunctionResult, encodeAbiParameters, encodeFunctionData, keccak256 } from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address } from "#core/shared/ids.ts";
import { type Cents, cents, centsToJson } from "#core/shared/money.ts";
import { instantAt } from "#core/shared/unix-time.ts";

import type { ChainPort, Hex } from "../shared/chain.ts";
import type { Clock } from "../shared/clock.ts";
import { transactionFor } from "../shared/contracts.ts";
import type { Executor } from "../shared/database.ts";
import { Fault } from "../shared/problem.ts";

type Deps = { db: Executor; clock: Clock; deployment: Deployment; chain: ChainPort };

/** How much local value may come into being in this civil year (UTC, as the contract counts), and how much has. */
export async function readYearlyLimit({ db, clock, deployment }: Omit<Deps, "chain">) {
  const year = clock.now().getUTCFullYear();
  const { rows } = await sql<{ limit: string | null; minted: string }>`
    select
      (select args ->> 'limit' from chain_event where contract = ${tokenOf(deployment)} and name = 'YearlyLimitSet'
        order by block_number desc, log_index desc limit 1) as limit,
      (select coalesce(sum((args ->> 'total')::numeric), 0)::text from chain_event
        where contract = ${tokenOf(deployment)} and name = 'Rewarded'
          and extract(year from block_time at time zone 'UTC') = ${year}::int) as minted
  `.execute(db);
  const { limit, minted } = rows[0]!;
  return {
    year,
    limitCents: centsToJson(cents(BigInt(limit ?? 0))),
    mintedCents: centsToJson(cents(BigInt(minted))),
  };
}

/**
 * The two transactions by which ADMIN changes the limit: announced first, done once the delay has passed. `readyAt`:
 * from when on, where this officer has announced this very limit.
 */
export async function limitChange(
  { deployment, chain }: Pick<Deps, "deployment" | "chain">,
  officer: Address,
  limit: Cents,
) {
  const execution = transactionFor(deployment, tokenOf(deployment), {
    abi: localTokenAbi,
    functionName: "setYearlyLimit",
    args: [limit],
  });
  const { address } = deployment.contracts.accessManager;
  const announcement = transactionFor(deployment, address, {
    abi: accessManagerAbi,
    functionName: "schedule",
    args: [tokenOf(deployment), execution.data, 0],
  });
  const readyAt = await readSchedule(chain, address, operationId(officer, execution));
  return {
    ...{ announcement, execution },
    ...(readyAt === undefined ? {} : { readyAt: readyAt.toISOString() }),
  };
}

function tokenOf({ contracts }: Deployment): Address {
  return contracts.localToken.address;
}

/** As AccessManager's `hashOperation` names an act: who does what, where. */
function operationId(caller: Address, { to, data }: { to: Address; data: Hex }): Hex {
  const types = [{ type: "address" }, { type: "address" }, { type: "bytes" }] as const;
  return keccak256(encodeAbiParameters(types, [caller, to, data]));
}

async function readSchedule(
  chain: ChainPort,
  to: Address,
  operation: Hex,
): Promise<Date | undefined> {
  const call = { abi: accessManagerAbi, functionName: "getSchedule" } as const;
  const answer = await chain.call({ to, data: encodeFunctionData({ ...call, args: [operation] }) });
  if (!answer.ok)
    throw new Fault("chain_unreachable", "The authority does not tell what is announced.", {
      retryable: true,
    });
  const seconds = decodeFunctionResult({ ...call, data: answer.data });
  return seconds === 0 ? undefined : instantAt(seconds);
}
