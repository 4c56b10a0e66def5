import type { IconName } from "./icon-names.ts";
import sprite from "./icons.svg";

type IconProps = { readonly name: IconName; readonly className?: string };

/** A picture that repeats what the text beside it says: never the only bearer of a meaning. */
export function Icon({ name, className = "" }: IconProps) {
  return (
    <svg className={`icon-inline ${className}`} aria-hidden="true" focusable="false">
      <use href={`${sprite}#${name}`} />
    </svg>
  );
}
