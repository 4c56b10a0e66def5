import { useState } from "react";

import { shrinkPhoto } from "./shrink-photo.ts";

/** Takes the chosen file, draws it anew and hands it on; the field is empty again for the next one. */
export function useShrunkPhoto(take: (jpeg: Blob) => void) {
  const [isUnusable, setIsUnusable] = useState(false);
  const choose = async (field: HTMLInputElement) => {
    const file = field.files?.[0];
    if (file === undefined) return;
    setIsUnusable(false);
    try {
      take(await shrinkPhoto(file));
    } catch {
      setIsUnusable(true);
    }
    field.value = "";
  };
  return { isUnusable, choose: (field: HTMLInputElement) => void choose(field) };
}
