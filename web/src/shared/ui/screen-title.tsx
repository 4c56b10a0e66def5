import { type ReactNode, useEffect, useRef } from "react";

type ScreenTitleProps = {
  readonly id?: string;
  readonly className?: string;
  readonly children: ReactNode;
};

/** The heading of a screen that takes the place of another: focus moves to it, so that who does not see knows where they are. */
export function ScreenTitle({ id, className, children }: ScreenTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <h1 id={id} ref={heading} tabIndex={-1} className={`screen-title ${className ?? ""}`}>
      {children}
    </h1>
  );
}
