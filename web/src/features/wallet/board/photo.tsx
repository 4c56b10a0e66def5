import { useCallback } from "react";

import { usePhoto } from "../../../shared/api/board.ts";

type PhotoProps = { readonly id: string; readonly title: string; readonly isSmall?: boolean };

/** A photograph, held by this page only and let go when it is not shown any more. */
export function Photo({ id, title, isSmall = false }: PhotoProps) {
  const { data } = usePhoto(id);
  const className = isSmall ? "board-photo board-photo-small" : "board-photo";
  const show = useCallback(
    (picture: HTMLImageElement) => {
      if (data === undefined) return undefined;
      const address = URL.createObjectURL(data);
      picture.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [data],
  );
  if (data === undefined) return <span className={className} />;
  return <img ref={show} className={className} alt={title} />;
}
