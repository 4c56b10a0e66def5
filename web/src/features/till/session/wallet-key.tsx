import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import {
  type SignedTransfers,
  type Wallet,
  WalletError,
  accountOf,
  findWallets,
  signText,
  signTransfers,
} from "../../../shared/chain/own-wallet.ts";
import { writeSignIn } from "../../../shared/api/sign-in-message.ts";
import type { TransfersToSign } from "../../../shared/api/types.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";

type WalletKeyProps<Signed> = {
  readonly confirm: string;
  readonly isBusy: boolean;
  /** Whether it is the less usual of two ways. */
  readonly isSecondary?: boolean;
  /** What the wallet is asked for. */
  readonly sign: (wallet: Wallet) => Promise<Signed>;
  readonly submit: (signed: Signed) => void;
};

/** What a shop proves itself with that keeps its own wallet. Where there are several, it says which. */
export function WalletKey<Signed>({
  confirm,
  isBusy,
  isSecondary = false,
  sign,
  submit,
}: WalletKeyProps<Signed>) {
  const [wallets, setWallets] = useState<readonly Wallet[]>([]);
  const signing = useMutation({
    mutationFn: async (chosen: Wallet | undefined) => {
      const found = chosen === undefined ? await findWallets() : [chosen];
      if (found.length === 0) throw new WalletError("none");
      setWallets(found);
      return found.length === 1 ? { signed: await sign(found[0]!) } : undefined;
    },
    onSuccess: (done) => {
      if (done !== undefined) submit(done.signed);
    },
    gcTime: 0,
  });
  if (signing.isPending)
    return <p role="status">{say("In attesa della firma nel portafoglio…")}</p>;
  return (
    <>
      <WalletNotice error={signing.error} />
      {wallets.length > 1 ? (
        wallets.map((wallet) => (
          <button
            key={wallet.name}
            type="button"
            className="btn btn-outline-primary till-go"
            disabled={isBusy}
            onClick={() => signing.mutate(wallet)}
          >
            {wallet.name}
          </button>
        ))
      ) : (
        <button
          type="button"
          className={`btn ${isSecondary ? "btn-outline-primary" : "btn-primary"} till-go`}
          disabled={isBusy}
          onClick={() => signing.mutate(undefined)}
        >
          {confirm}
        </button>
      )}
    </>
  );
}

type WalletProof = { readonly message: string; readonly signature: string };

/** Signs in with Ethereum: the wallet signs a text for this site that pays nothing. */
export async function signIn(wallet: Wallet): Promise<WalletProof> {
  const account = await accountOf(wallet);
  const message = await writeSignIn(account);
  return { message, signature: await signText(wallet, account, message) };
}

/** Asks for what is to be signed at the last moment, so that it is still so when it is signed. */
export async function signTerms(
  wallet: Wallet,
  account: string,
  terms: () => Promise<TransfersToSign>,
): Promise<SignedTransfers> {
  return signTransfers(wallet, account, await terms());
}

const FAULTS = {
  none: () =>
    say(
      "Qui non c'è nessun portafoglio: aprire questa pagina nel browser del portafoglio, o installarlo.",
    ),
  rejected: () => say("Firma rifiutata: non è successo nulla."),
  other_account: () => say("Il portafoglio è su un altro account: scegliere quello del negozio."),
  other_chain: () =>
    say("Il portafoglio non conosce la rete del Comune: aggiungerla nelle sue impostazioni."),
  failed: () => say("Il portafoglio non ha firmato: riprovare."),
} as const;

function WalletNotice({ error }: { readonly error: Error | null }) {
  if (!(error instanceof WalletError)) return <ProblemNotice error={error} />;
  return (
    <p className="alert alert-danger" role="alert">
      <strong>{FAULTS[error.fault]()}</strong> {error.detail}
    </p>
  );
}
