import { type FormEvent, useState } from "react";

type NodeChoiceProps = {
  /** The visitor's own node; none where the service passes the questions on. */
  readonly node: string | undefined;
  readonly choose: (node: string | undefined) => void;
};

/** Lets a visitor name the node that the figures are read from: who distrusts the town need not ask its node either. */
export function NodeChoice({ node, choose }: NodeChoiceProps) {
  const [text, setText] = useState(node ?? "");
  const [problem, setProblem] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const url = text.trim();
    if (url === "") {
      setProblem(undefined);
      choose(undefined);
      return;
    }
    const isFine = URL.canParse(url) && isReachable(new URL(url));
    setProblem(isFine ? undefined : "Serve un indirizzo completo che inizia con https://");
    if (isFine) choose(url);
  };
  return (
    <details className="transparency-node-choice">
      <summary>
        Letto da: {node === undefined ? "il nodo del Comune, solo in lettura" : new URL(node).host}.
        Cambiare nodo
      </summary>
      <form onSubmit={submit} noValidate>
        <label htmlFor="own-node" className="form-label">
          Indirizzo di un nodo (JSON-RPC) della stessa rete; vuoto per quello del Comune
        </label>
        <input
          id="own-node"
          type="url"
          className="form-control"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-describedby="own-node-problem"
          aria-invalid={problem !== undefined}
          placeholder="https://"
        />
        <p id="own-node-problem" role="alert" className="transparency-differs">
          {problem}
        </p>
        <button type="submit" className="btn btn-primary">
          Rileggi da qui
        </button>
      </form>
    </details>
  );
}

/** The page's own policy lets it ask others over TLS only. */
function isReachable({ protocol }: URL): boolean {
  return protocol === "https:";
}
