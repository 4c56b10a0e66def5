import { Link } from "react-router";

import { chainProblem } from "../../shared/chain/chain-problem.ts";

type NotFoundProps = { readonly what: string; readonly error?: Error };

/** Tells "the chain does not have it" from "the chain cannot be asked". */
export function NotFound({ what, error }: NotFoundProps) {
  const isDown = error !== undefined && chainProblem(error)?.code === "chain_down";
  return (
    <>
      <h1>{isDown ? "La blockchain non risponde" : "Non trovato"}</h1>
      <p role="alert">
        {isDown
          ? "Riprovare tra qualche minuto: nulla è andato perso."
          : `${what} Controllare di averlo copiato per intero.`}
      </p>
      <Link to="/catena">Torna alla catena</Link>
    </>
  );
}
