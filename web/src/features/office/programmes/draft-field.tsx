import { useId } from "react";

type DraftFieldProps = {
  readonly label: string;
  readonly hint?: string;
  readonly error: string | undefined;
  readonly value: string;
  readonly type?: "text" | "date" | "datetime-local";
  readonly inputMode?: "text" | "decimal" | "numeric";
  readonly onChange: (value: string) => void;
};

/** A labelled field with its hint and what is wrong with it, tied together for those who listen. */
export function DraftField(props: DraftFieldProps) {
  const { label, hint, error, value, type = "text", inputMode = "text", onChange } = props;
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return (
    <div className="office-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={type}
        inputMode={inputMode}
        className={`form-control ${error === undefined ? "" : "is-invalid"}`}
        value={value}
        aria-invalid={error !== undefined}
        aria-describedby={described === "" ? undefined : described}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <small id={`${id}-hint`} className="office-hint">
          {hint}
        </small>
      )}
      {error === undefined ? null : (
        <p id={`${id}-error`} className="office-error">
          {error}
        </p>
      )}
    </div>
  );
}
