import type { Address } from "viem";
import { privateKeyToAccount, generatePrivateKey } from "viem/accounts";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { ROLE_IDS } from "#core/chain/roles.ts";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import { run } from "../support/throwaway-postgres.ts";
import type { Attack, Target } from "./attack.ts";
import { type Call, townChain, voucherOf } from "./town-chain.ts";

type Insider = "relayer" | "town clerk" | "social worker" | "treasurer" | "stranger";

/**
 * What each may do on chain by their office: it cannot be refused, so it is visible to all and bounded by what stands
 * beside it (docs/security/custody.md). Whatever is not here must be refused.
 */
const BY_OFFICE: Readonly<Record<string, readonly Insider[]>> = {
  "credit an account within the fund": ["treasurer"],
  "take a shop into the list": ["social worker"],
  "block a card": ["social worker"],
  "make settlement wait": ["social worker"],
  "move the programme's end": ["treasurer"],
};

/** Every key that somebody of the house holds, and every act by which money could go where it should not. */
export const insiders: Attack = {
  name: "insiders: the relayer's key, officers' keys",
  async run(target, score) {
    const people = await insidersOf(target);
    const chain = townChain(target);
    for (const [what, call] of Object.entries(await actsOf(target)))
      for (const [insider, address] of Object.entries(people) as [Insider, Address][]) {
        const passes = await chain.wouldPass(address, call);
        const isOffice = BY_OFFICE[what]?.includes(insider) ?? false;
        score.judge(passes && !isOffice, `${insider} can ${what}`);
        if (isOffice && !passes)
          throw new Error(`${insider} cannot ${what}: the proof is no proof.`);
      }
    await judgeRoles(target, score.note.bind(score));
  },
};

async function insidersOf({ stack }: Target): Promise<Readonly<Record<Insider, Address>>> {
  const [clerk, worker, treasurer] = demoOfficers();
  const [relayer] = await run<{ address: Address }>(stack.ownerUrl, "select address from relayer");
  return {
    relayer: relayer!.address,
    "town clerk": clerk!.address,
    "social worker": worker!.address,
    treasurer: treasurer!.address,
    stranger: privateKeyToAccount(generatePrivateKey()).address,
  };
}

async function actsOf(target: Target): Promise<Readonly<Record<string, Call>>> {
  const voucher = await voucherOf(target);
  const { contracts } = target.stack.deployment;
  const [held] = await run<{ address: Address; confirmed_cents: bigint }>(
    target.stack.ownerUrl,
    "select address, confirmed_cents from account order by confirmed_cents desc limit 1",
  );
  const victim = held!.address;
  const thief = privateKeyToAccount(generatePrivateKey()).address;
  const ref = `0x${"5a".repeat(32)}` as const;
  const onVoucher = (functionName: string, ...args: unknown[]): Call => ({
    ...{ to: voucher, abi: voucherAbi, functionName, args },
  });
  const onLocal = (functionName: string, ...args: unknown[]): Call => ({
    ...{ to: contracts.localToken.address, abi: localTokenAbi, functionName, args },
  });
  const onManager = (functionName: string, ...args: unknown[]): Call => ({
    ...{ to: contracts.accessManager.address, abi: accessManagerAbi, functionName, args },
  });
  const soon = Math.floor(Date.now() / 1000) + 86_400;
  return {
    "take from a card": onVoucher("transferFrom", victim, thief, 1n),
    "spend without a card": onVoucher("transfer", thief, 1n),
    "be approved for a card": onVoucher("approve", thief, 1n),
    "issue beyond the fund": onVoucher("issue", [thief], [2n ** 90n], ref),
    "credit an account within the fund": onVoucher("issue", [victim], [0n], ref),
    "move a card's value to an account of nobody": onVoucher("reassign", [victim], [thief]),
    "reimburse a shop that holds nothing": onVoucher("redeem", [
      { merchant: thief, amount: 1n, statement: ref },
    ]),
    "take unspent value before the end": onVoucher("reclaim", [victim]),
    "move the programme's end": onVoucher("moveDates", soon, soon),
    "block a card": onVoucher("blockAccounts", [victim]),
    "make settlement wait": onVoucher("pauseSettlement"),
    "make local value outside a campaign": onLocal("reward", ref, [thief], [100n], ref),
    "take local value": onLocal("transferFrom", victim, thief, 1n),
    "take a shop into the list": {
      ...{ to: contracts.merchantRegistry.address, abi: merchantRegistryAbi },
      ...{ functionName: "register", args: [[thief], [1], [ref]] },
    },
    "give a role": onManager("grantRole", ROLE_IDS.issuer, thief, 0),
    "take over the contracts": onManager("setTargetFunctionRole", voucher, ["0x12345678"], 0n),
  };
}

/** How long an act of ADMIN waits where everybody can see it. */
async function judgeRoles(target: Target, note: (text: string) => void): Promise<void> {
  const chain = townChain(target);
  const { accessManager } = target.stack.deployment.contracts;
  const [clerk] = demoOfficers();
  const [, delay] = await chain.reader.readContract({
    ...{ address: accessManager.address, abi: accessManagerAbi, functionName: "hasRole" },
    args: [ROLE_IDS.admin, clerk!.address],
  });
  note(`acts of the town clerk (ADMIN) wait ${delay} seconds`);
}
