import type { ReactNode } from "react";

type FigureProps = {
  readonly name: string;
  readonly value: string;
  /** How it is reckoned and what it is good for. */
  readonly children: ReactNode;
};

/** A figure that explains itself: what it is, how much, and how it is reckoned. */
export function Figure({ name, value, children }: FigureProps) {
  return (
    <div className="policy-figure">
      <h3 className="h6">{name}</h3>
      <p className="policy-value">{value}</p>
      <p className="mb-0">{children}</p>
    </div>
  );
}
