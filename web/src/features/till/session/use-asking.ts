import { useEffect, useEffectEvent } from "react";

type Asking<Subject, Answer> = {
  /** Asks once; `undefined` where nobody has answered. Never rejects. */
  readonly ask: (subject: Subject) => Promise<Answer | undefined>;
  readonly take: (answer: Answer) => void;
  readonly everyMs: number;
  /** How long to wait before the first question. */
  readonly afterMs?: number;
};

/** Asks about one thing until there is an answer; nothing while there is nothing to ask about. */
export function useAsking<Subject, Answer>(
  subject: Subject | undefined,
  { ask, take, everyMs, afterMs = 0 }: Asking<Subject, Answer>,
): void {
  const onTurn = useEffectEvent(ask);
  const onAnswer = useEffectEvent(take);
  useEffect(() => {
    if (subject === undefined) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askOnce = async () => {
      const answer = await onTurn(subject);
      if (isOver) return;
      if (answer === undefined) wait(everyMs);
      else onAnswer(answer);
    };
    const wait = (ms: number) => {
      timer = setTimeout(() => void askOnce(), ms);
    };
    wait(afterMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [subject, everyMs, afterMs]);
}
