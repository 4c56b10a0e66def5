import { type FormEvent, useState } from "react";

import { MESSAGE_LETTERS_MOST } from "#core/offer/judge-board.ts";

import { type About, useWrite } from "../../../shared/api/board.ts";
import type { OpenOfferThread } from "../../../shared/api/types.ts";
import { newId } from "../../../shared/api/new-id.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";

type MessageFormProps = {
  readonly about: About;
  readonly sent?: (thread: OpenOfferThread) => void;
};

/** One message. Its id stays the same until it has been sent: asked again after a cut line, it is there once. */
export function MessageForm({ about, sent }: MessageFormProps) {
  const [id, setId] = useState(newId);
  const [text, setText] = useState("");
  const write = useWrite(about);
  const send = (event: FormEvent) => {
    event.preventDefault();
    write.mutate(
      { id, text: text.trim() },
      {
        onSuccess: (thread) => {
          setId(newId());
          setText("");
          sent?.(thread);
        },
      },
    );
  };
  const change = (words: string) => {
    setText(words);
    if (!write.isError) return;
    // Other words are another message.
    setId(newId());
    write.reset();
  };
  return (
    <form onSubmit={send} className="board-field">
      <label htmlFor="board-message">Messaggio</label>
      <textarea
        id="board-message"
        className="form-control"
        rows={3}
        maxLength={MESSAGE_LETTERS_MOST}
        value={text}
        onChange={(event) => change(event.target.value)}
      />
      <ProblemNotice error={write.error} />
      <button
        type="submit"
        className="btn btn-primary wallet-wide"
        disabled={write.isPending || text.trim() === ""}
      >
        Invia
      </button>
    </form>
  );
}
