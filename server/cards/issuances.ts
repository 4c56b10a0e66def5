import { voucherAbi } from "#core/chain/abi/voucher.ts";
import type { Deployment } from "#core/chain/deployment.ts";
import type { Address, Hash, IssuanceId, ProgrammeId } from "#core/shared/ids.ts";
import { type Cents, centsToJson } from "#core/shared/money.ts";

import { transactionFor } from "../shared/contracts.ts";
import type { Database } from "../shared/database.ts";
import { compareWithPrevious } from "./compare-issuances.ts";

type Deps = { db: Database; deployment: Deployment };

/** A programme's issuances, or one of them, newest first, each with its transactions for ISSUER to sign. */
export async function listIssuances(
  { db, deployment }: Deps,
  filter: { programmeId: ProgrammeId } | { id: IssuanceId },
) {
  const issuances = await db
    .selectFrom("issuance")
    .innerJoin("programme", "programme.id", "issuance.programme_id")
    .selectAll("issuance")
    .select("programme.voucher")
    .$if("id" in filter, (query) =>
      query.where("issuance.id", "=", (filter as { id: IssuanceId }).id),
    )
    .$if("programmeId" in filter, (query) =>
      query.where(
        "issuance.programme_id",
        "=",
        (filter as { programmeId: ProgrammeId }).programmeId,
      ),
    )
    .orderBy("issuance.prepared_at", "desc")
    .execute();
  return Promise.all(
    issuances.map(async ({ id, programme_id, total_cents, prepared_by, prepared_at, ...row }) => {
      const chunks = await chunksOf({ db, deployment }, id, row.voucher!);
      const key = { id, programmeId: programme_id, preparedAt: prepared_at };
      const isToSign = chunks.some(({ state }) => state === "prepared");
      const comparison = isToSign ? await compareWithPrevious(db, key) : undefined;
      return {
        id: id as string,
        programmeId: programme_id as string,
        totalCents: centsToJson(total_cents),
        cards: await countCards(db, id),
        preparedBy: prepared_by as string,
        preparedAt: prepared_at.toISOString(),
        isScheduled: row.is_scheduled,
        ...(comparison === undefined ? {} : { comparison }),
        chunks,
      };
    }),
  );
}

async function countCards(db: Database, id: IssuanceId): Promise<number> {
  const { count } = await db
    .selectFrom("issuance_line")
    .innerJoin("issuance_chunk", "issuance_chunk.ref", "issuance_line.chunk_ref")
    .innerJoin("account", "account.address", "issuance_line.account")
    .where("issuance_chunk.issuance_id", "=", id)
    .select((select) => select.fn.count<bigint>("account.card_id").distinct().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function chunksOf({ db, deployment }: Deps, id: IssuanceId, voucher: Address) {
  const chunks = await db
    .selectFrom("issuance_chunk")
    .selectAll()
    .where("issuance_id", "=", id)
    .orderBy("position")
    .execute();
  return Promise.all(
    chunks.map(async ({ ref, position, accounts, total_cents, state, transaction_hash }) => ({
      ref: ref as string,
      position,
      accounts,
      totalCents: centsToJson(total_cents),
      state,
      ...(transaction_hash === null ? {} : { transactionHash: transaction_hash as string }),
      ...(state === "prepared"
        ? {
            transaction: issueTransaction(deployment, voucher, ref, await linesOf(db, ref)),
            // An empty issuance uses the reference up: after it, the real one can never happen.
            cancellation: issueTransaction(deployment, voucher, ref, []),
          }
        : {}),
    })),
  );
}

type Line = { account: Address; amount_cents: Cents };

async function linesOf(db: Database, ref: Hash): Promise<Line[]> {
  return db
    .selectFrom("issuance_line")
    .select(["account", "amount_cents"])
    .where("chunk_ref", "=", ref)
    .orderBy("account")
    .execute();
}

function issueTransaction(
  deployment: Deployment,
  voucher: Address,
  ref: Hash,
  lines: readonly Line[],
) {
  return transactionFor(deployment, voucher, {
    abi: voucherAbi,
    functionName: "issue",
    args: [lines.map((line) => line.account), lines.map((line) => line.amount_cents), ref],
  });
}
