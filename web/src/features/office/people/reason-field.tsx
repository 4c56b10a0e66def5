import { useId } from "react";

export const SHORTEST_REASON = 5;

type ReasonFieldProps = { readonly reason: string; readonly setReason: (text: string) => void };

/** Why something is changed by hand: asked for every time, because somebody will ask later. */
export function ReasonField({ reason, setReason }: ReasonFieldProps) {
  const id = useId();
  return (
    <div className="office-field">
      <label htmlFor={id}>Motivo, con l'atto o la richiesta</label>
      <input
        id={id}
        type="text"
        className="form-control"
        required
        minLength={SHORTEST_REASON}
        maxLength={300}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
    </div>
  );
}
