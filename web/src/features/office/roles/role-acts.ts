import { type Hex, encodeFunctionData } from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { ROLE_IDS } from "#core/chain/roles.ts";

import type { Town, TransactionRequest } from "../../../shared/api/types.ts";
import type { AnnouncedAct, RoleChange } from "./read-roles.ts";

type Authority = Pick<Town, "chainId" | "contracts">;

/**
 * The call that changes a role. A new ADMIN's acts wait as long as those of whoever made it: without a delay it could do
 * at once what everybody else has to announce.
 */
export function changeData({ kind, role, account }: RoleChange, adminDelaySeconds: number): Hex {
  return kind === "grant"
    ? encodeFunctionData({
        abi: accessManagerAbi,
        functionName: "grantRole",
        args: [ROLE_IDS[role], account, role === "admin" ? adminDelaySeconds : 0],
      })
    : encodeFunctionData({
        abi: accessManagerAbi,
        functionName: "revokeRole",
        args: [ROLE_IDS[role], account],
      });
}

/** Announces a change of a role, as early as the delay permits; done at once where there is no delay. */
export function announcement(town: Authority, data: Hex, delaySeconds: number): TransactionRequest {
  if (delaySeconds === 0) return toAuthority(town, data);
  const target = town.contracts.accessManager as Hex;
  return toAuthority(
    town,
    encodeFunctionData({
      abi: accessManagerAbi,
      functionName: "schedule",
      args: [target, data, 0],
    }),
  );
}

/** Does what was announced, once its time has come. By whoever announced it. */
export function execution(town: Authority, { target, data }: AnnouncedAct): TransactionRequest {
  return toAuthority(
    town,
    encodeFunctionData({ abi: accessManagerAbi, functionName: "execute", args: [target, data] }),
  );
}

/** Stops what was announced. By whoever announced it, or its guardian. */
export function cancellation(
  town: Authority,
  { caller, target, data }: AnnouncedAct,
): TransactionRequest {
  return toAuthority(
    town,
    encodeFunctionData({
      abi: accessManagerAbi,
      functionName: "cancel",
      args: [caller, target, data],
    }),
  );
}

function toAuthority({ chainId, contracts }: Authority, data: Hex): TransactionRequest {
  return { chainId, to: contracts.accessManager, data };
}
