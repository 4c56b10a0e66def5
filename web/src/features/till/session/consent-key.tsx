import type { SignedTransfers } from "../../../shared/chain/own-wallet.ts";
import type { Till, TransfersToSign } from "../../../shared/api/types.ts";
import { ShopKey } from "./shop-key.tsx";
import { WalletKey, signTerms } from "./wallet-key.tsx";

export type Consent =
  | { readonly activationCode: string; readonly password: string }
  | { readonly signed: SignedTransfers };

type ConsentKeyProps = {
  readonly till: Till;
  readonly confirm: string;
  readonly isBusy: boolean;
  /** What an own wallet has to sign. */
  readonly terms: () => Promise<TransfersToSign>;
  readonly submit: (consent: Consent) => void;
};

/** How the shop agrees that value leaves it: sheet and password, or the signature of its own wallet. */
export function ConsentKey({ till, confirm, isBusy, terms, submit }: ConsentKeyProps) {
  const { ownWallet } = till.merchant;
  if (ownWallet === undefined)
    return (
      <ShopKey
        confirm={confirm}
        isBusy={isBusy}
        submit={(activationCode, password) => submit({ activationCode, password })}
      />
    );
  return (
    <WalletKey
      confirm={confirm}
      isBusy={isBusy}
      sign={(wallet) => signTerms(wallet, ownWallet, terms)}
      submit={(signed) => submit({ signed })}
    />
  );
}
