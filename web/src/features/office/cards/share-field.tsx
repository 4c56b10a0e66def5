import { useId } from "react";

import { SHARE_PERCENT } from "#core/programme/split-household.ts";

type ShareFieldProps = {
  readonly share: string;
  readonly setShare: (share: string) => void;
  readonly autoFocus?: boolean;
};

/** Hundredths of each recharge that go to a household's second card; the first gets the rest. */
export function ShareField({ share, setShare, autoFocus = false }: ShareFieldProps) {
  const id = useId();
  return (
    <div className="office-field">
      <label htmlFor={id}>Parte di ogni ricarica per la seconda tessera, in %</label>
      <input
        id={id}
        type="number"
        className="form-control"
        required
        {...{ min: SHARE_PERCENT.least, max: SHARE_PERCENT.most, step: 1, autoFocus }}
        value={share}
        onChange={({ target }) => setShare(target.value)}
      />
    </div>
  );
}
