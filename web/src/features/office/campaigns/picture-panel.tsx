import { useId, useState } from "react";

import { picturePath, useSetPicture } from "../../../shared/api/initiatives.ts";
import type { InitiativeDetail } from "../../../shared/api/types.ts";
import { useShrunkPhoto } from "../../../shared/photo/use-shrunk-photo.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";

const SHORTEST_TEXT = 3;

/** The initiative's picture; while it is a draft, also the way to choose one. */
export function PicturePanel({ initiative }: { readonly initiative: InitiativeDetail }) {
  const { id, pictureText, publishedAt, withdrawnAt } = initiative;
  const setting = useSetPicture(id);
  return (
    <>
      {pictureText === null ? (
        <p>Senza fotografia.</p>
      ) : (
        <img
          className="office-picture"
          src={picturePath(id, setting.submittedAt)}
          alt={pictureText}
        />
      )}
      {publishedAt === null && withdrawnAt === null ? <PictureForm setting={setting} /> : null}
    </>
  );
}

function PictureForm({ setting }: { readonly setting: ReturnType<typeof useSetPicture> }) {
  const [text, setText] = useState("");
  const [textId, fileId] = [useId(), useId()];
  const { isUnusable, choose } = useShrunkPhoto((jpeg) =>
    setting.mutate({ jpeg, text: text.trim() }),
  );
  return (
    <>
      <div className="office-field">
        <label htmlFor={textId}>Che cosa si vede nella fotografia, per chi non può guardarla</label>
        <input
          id={textId}
          className="form-control"
          maxLength={120}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      <div className="office-field">
        <label htmlFor={fileId}>Fotografia, scritto che cosa si vede</label>
        <input
          id={fileId}
          type="file"
          className="form-control"
          accept="image/*"
          disabled={text.trim().length < SHORTEST_TEXT || setting.isPending}
          onChange={({ target }) => choose(target)}
        />
        {isUnusable ? (
          <p className="office-error" role="alert">
            Questo file non è una fotografia che si può usare. Provarne un'altra.
          </p>
        ) : null}
      </div>
      <ProblemAlert error={setting.error} />
    </>
  );
}
