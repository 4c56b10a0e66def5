import { type ReactNode, useEffect } from "react";

import { Icon } from "../../../shared/ui/icon.tsx";
import type { IconName } from "../../../shared/ui/icon-names.ts";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { type SignalKind, giveSignal } from "./signal.ts";

type AnswerProps = {
  readonly kind: SignalKind;
  readonly icon: IconName;
  readonly title: string;
  readonly children: ReactNode;
};

/** The answer fills the screen: colour, shape, words, a vibration and a sound say the same. */
export function Answer({ kind, icon, title, children }: AnswerProps) {
  useEffect(() => giveSignal(kind), [kind]);
  return (
    <section className={`till-answer till-answer-${kind}`} role="alert">
      <span className="till-answer-sign">
        <Icon name={icon} className="till-answer-icon" />
      </span>
      <ScreenTitle>{title}</ScreenTitle>
      {children}
    </section>
  );
}
