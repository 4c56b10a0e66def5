import { type FormEvent, useId, useState } from "react";

type ReasonFormProps = {
  /** The button that opens the form. */
  readonly open: string;
  readonly label: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly isBusy: boolean;
  readonly submit: (reason: string) => void;
};

const SHORTEST_REASON = 3;
const LONGEST_REASON = 200;

/** An act that is asked for twice: the second time with the reason that stays written. */
export function ReasonForm(props: ReasonFormProps) {
  const { open, label, confirm, cancel, isBusy, submit } = props;
  const [reason, setReason] = useState<string>();
  const fieldId = useId();
  if (reason === undefined)
    return (
      <button type="button" className="btn btn-outline-primary" onClick={() => setReason("")}>
        {open}
      </button>
    );
  const send = (event: FormEvent) => {
    event.preventDefault();
    submit(reason.trim());
  };
  return (
    <form onSubmit={send} className="office-field">
      <label htmlFor={fieldId}>{label}</label>
      <input
        id={fieldId}
        type="text"
        className="form-control"
        value={reason}
        autoFocus
        maxLength={LONGEST_REASON}
        onChange={({ target }) => setReason(target.value)}
      />
      <div className="office-choices-row">
        <button
          type="submit"
          className="btn btn-primary"
          disabled={reason.trim().length < SHORTEST_REASON || isBusy}
        >
          {isBusy ? "Un momento…" : confirm}
        </button>
        <button
          type="button"
          className="btn btn-outline-primary"
          onClick={() => setReason(undefined)}
        >
          {cancel}
        </button>
      </div>
    </form>
  );
}
