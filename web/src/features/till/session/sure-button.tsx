import { type ReactNode, useState } from "react";

import { say } from "../../../shared/i18n/say.ts";

type SureButtonProps = {
  readonly children: ReactNode;
  readonly className: string;
  /** What a screen reader says instead of the text, where the text alone does not tell which of many. */
  readonly label?: string;
  readonly confirm: string;
  readonly confirmClassName: string;
  readonly isBusy: boolean;
  /** Does it, and calls `done` whatever comes of it. */
  readonly act: (done: () => void) => void;
};

/** A button for what cannot be taken back: asks once more, in its own place. */
export function SureButton(props: SureButtonProps) {
  const [isSure, setIsSure] = useState(false);
  if (!isSure)
    return (
      <button
        type="button"
        className={`btn ${props.className}`}
        aria-label={props.label}
        onClick={() => setIsSure(true)}
      >
        {props.children}
      </button>
    );
  return (
    <div className="till-row-sure" role="group" aria-label={say("Conferma")}>
      <button
        type="button"
        className={`btn ${props.confirmClassName} till-row-act`}
        disabled={props.isBusy}
        onClick={() => props.act(() => setIsSure(false))}
      >
        {props.confirm}
      </button>
      <button
        type="button"
        className="btn btn-outline-primary till-row-act"
        onClick={() => setIsSure(false)}
      >
        {say("No")}
      </button>
    </div>
  );
}
