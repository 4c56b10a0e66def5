import { type FormEvent, useId, useState } from "react";

import { useReadSource, useUnlockSource } from "../../../shared/api/locked-source.ts";
import type { Source } from "../../../shared/api/types.ts";
import { formatTime } from "../../../shared/ui/rome-time.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";

/** The lock that wrong passwords put on an address where there is no till: a library, an office, a family's line. */
export function SourceUnlock() {
  const read = useReadSource();
  const unlock = useUnlockSource();
  const [address, setAddress] = useState("");
  const fieldId = useId();
  const look = (event: FormEvent) => {
    event.preventDefault();
    unlock.reset();
    read.mutate(address.trim());
  };
  return (
    <section className="office-step" aria-labelledby="source-title">
      <h2 id="source-title" className="h4">
        Sbloccare un indirizzo
      </h2>
      <p>
        Da uno stesso indirizzo Internet (una casa, una biblioteca, un ufficio) si provano al
        massimo 60 password sbagliate in un'ora: poi «La mia tessera» si ferma per tutti, lì. La
        persona legge l'indirizzo sullo schermo. Prima di sbloccare, capire chi ha provato e perché:
        potrebbe essere qualcuno che indovina.
      </p>
      <form onSubmit={look} className="office-field">
        <label htmlFor={fieldId}>Indirizzo che la persona legge</label>
        <input
          id={fieldId}
          type="text"
          className="form-control"
          value={address}
          maxLength={60}
          placeholder="93.41.2.7"
          autoComplete="off"
          onChange={({ target }) => setAddress(target.value)}
        />
        <button
          type="submit"
          className="btn btn-outline-primary"
          disabled={address.trim() === "" || read.isPending}
        >
          Guarda
        </button>
      </form>
      <ProblemAlert error={read.error ?? unlock.error} />
      {unlock.isSuccess ? (
        <p role="status">Fatto: da lì si può riprovare subito. È scritto nel registro.</p>
      ) : read.data === undefined ? null : (
        <Found
          source={read.data}
          isBusy={unlock.isPending}
          unlock={() => unlock.mutate(read.data.address)}
        />
      )}
    </section>
  );
}

type FoundProps = {
  readonly source: Source;
  readonly isBusy: boolean;
  readonly unlock: () => void;
};

function Found({ source, isBusy, unlock }: FoundProps) {
  const { address, wrongPasswords, lockedUntil } = source;
  if (lockedUntil === undefined)
    return (
      <p role="status">
        Da {address} non c'è nessun blocco: {wrongPasswords} password sbagliate nell'ultima ora.
      </p>
    );
  return (
    <>
      <p role="status">
        Da {address} ci sono state {wrongPasswords} password sbagliate:{" "}
        <strong>fermo fino alle {formatTime(lockedUntil)}</strong>.
      </p>
      <button type="button" className="btn btn-primary" disabled={isBusy} onClick={unlock}>
        Sblocca {address}
      </button>
    </>
  );
}
