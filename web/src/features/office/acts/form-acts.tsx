import type { ReactNode } from "react";

type FormActsProps = {
  readonly confirm: string;
  readonly isBusy: boolean;
  /** What the first button says while the service is asked. */
  readonly busy?: string;
  readonly close: () => void;
  /** What else can be done, between the two. */
  readonly children?: ReactNode;
};

/** The end of a form that opened on demand: do it, or leave all as it is. */
export function FormActs(props: FormActsProps) {
  const { confirm, isBusy, busy = "Un momento…", close, children } = props;
  return (
    <div className="office-choices-row">
      <button type="submit" className="btn btn-primary" disabled={isBusy}>
        {isBusy ? busy : confirm}
      </button>
      {children}
      <button type="button" className="btn btn-outline-primary" onClick={close}>
        Lascia com'è
      </button>
    </div>
  );
}
