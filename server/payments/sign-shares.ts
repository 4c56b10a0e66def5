import type { Deployment } from "#core/chain/deployment.ts";
import { LOCAL_VALUE } from "#core/local-value/local-value.ts";
import { deadlineFrom } from "#core/payment/deadline.ts";
import type { PaymentShare } from "#core/payment/judge-payment.ts";
import { shareWaits } from "#core/settlement/share-wait.ts";
import type { Address, ProgrammeId } from "#core/shared/ids.ts";
import { instantAt } from "#core/shared/unix-time.ts";

import type { AccountUnderLock, CardUnderLock } from "../cards/cards.ts";
import type { Custody } from "../custody/custody.ts";
import type { OpenProgramme } from "../programmes/programmes.ts";
import { type Random, randomPart, randomUuid } from "../shared/random.ts";
import type { NewTransfer } from "./store-payment.ts";

export type SigningDeps = {
  readonly random: Random;
  readonly deployment: Deployment;
  /** Over how many seconds the shares of one payment are spread; see `shareWaits`. */
  readonly pace: { readonly spreadSeconds: number };
};

/** The card that pays, locked, and whom each share goes to. */
type Parties = {
  readonly card: CardUnderLock;
  readonly to: (share: PaymentShare) => Address;
  readonly programmes: readonly OpenProgramme[];
  readonly now: Date;
};

/** Uses up the grant of the card that was unlocked. */
export type Sign = (
  payments: Parameters<Custody["signPayments"]>[1],
) => ReturnType<Custody["signPayments"]>;

/** Has each share signed with its account's next nonce. */
export async function signShares(
  deps: SigningDeps,
  parties: Parties,
  shares: readonly PaymentShare[],
  sign: Sign,
): Promise<NewTransfer[]> {
  const items = shares.map((share) => itemOf(deps, parties, share));
  const signed = await sign(items.map(({ toSign }) => toSign));
  const { spreadSeconds } = deps.pace;
  const waits = shareWaits(items.length, spreadSeconds, () => randomPart(deps.random));
  return items.map(({ share, toSign }, position) => ({
    ...{ id: randomUuid(deps.random), programmeId: share.programmeId, from: share.account },
    ...{ to: toSign.message.to, amount: share.amount, nonce: toSign.message.nonce },
    ...{ deadline: instantAt(toSign.message.deadline), ...signed[position]! },
    waitSeconds: waits[position]!,
  }));
}

function itemOf(deps: SigningDeps, { card, to, programmes, now }: Parties, share: PaymentShare) {
  const account = accountOf(card, share.account);
  const { token, latest } = tokenOf(deps, programmes, share.programmeId);
  const toSign = {
    accountIndex: account.derivationIndex,
    expectedAddress: share.account,
    chainId: deps.deployment.chainId,
    token,
    message: {
      to: to(share),
      amount: share.amount,
      nonce: account.nextNonce,
      deadline: deadlineFrom(now, latest),
    },
  };
  return { share, toSign };
}

function accountOf(card: CardUnderLock, address: Address): AccountUnderLock {
  return card.accounts.find((account) => account.address === address)!;
}

/** The contract that a share is signed for, and until when it settles anything: local value has no end. */
function tokenOf(
  { deployment }: Pick<SigningDeps, "deployment">,
  programmes: readonly OpenProgramme[],
  id: ProgrammeId,
): { readonly token: Address; readonly latest?: Date } {
  if (id === LOCAL_VALUE) return { token: deployment.contracts.localToken.address };
  const { voucher, settleable_until: latest } = programmes.find((one) => one.id === id)!;
  return { token: voucher, latest };
}
