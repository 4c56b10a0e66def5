import { type FormEvent, useId, useState } from "react";

import { useNoteWallet } from "../../../shared/api/note-wallet.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";
import { useHasRole } from "../session/officer-context.ts";

/** For a shop that is to be paid on its own wallet, before it has an account here. It cannot be changed afterwards. */
export function WalletForm({ merchantId }: { readonly merchantId: string }) {
  const mayAct = useHasRole("merchants");
  const noting = useNoteWallet(merchantId);
  const [address, setAddress] = useState("");
  const id = useId();
  if (!mayAct) return null;
  const send = (event: FormEvent) => {
    event.preventDefault();
    noting.mutate(address.trim());
  };
  return (
    <form className="office-step" onSubmit={send}>
      <h2 className="h4">Il negozio ha un portafoglio proprio?</h2>
      <p>
        Di solito no: basta scaricare il foglio di attivazione. Se il negozio vuole ricevere su un
        suo portafoglio, qui si annota l'indirizzo, copiato da lì con le sue maiuscole. Serve un
        portafoglio con una chiave sua, non un contratto. Poi non si cambia più.
      </p>
      <div className="office-field">
        <label htmlFor={id}>Indirizzo del portafoglio</label>
        <input
          id={id}
          type="text"
          className="form-control"
          placeholder="0x…"
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={address}
          onChange={({ target }) => setAddress(target.value)}
        />
      </div>
      <ProblemAlert error={noting.error} />
      <button
        type="submit"
        className="btn btn-primary"
        disabled={address.trim() === "" || noting.isPending}
      >
        Annota il portafoglio
      </button>
    </form>
  );
}
