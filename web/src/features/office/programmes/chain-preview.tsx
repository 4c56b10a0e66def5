import { useCategories } from "../../../shared/api/list-categories.ts";
import type { TransactionRequest } from "../../../shared/api/types.ts";
import { chainFacts } from "./chain-facts.ts";

/** What a signature would publish for ever, read out of the very bytes that the wallet is given. */
export function ChainPreview({ transaction }: { readonly transaction: TransactionRequest }) {
  const categories = useCategories();
  const facts = chainFacts(transaction.data, categories.data ?? []);
  if (facts === undefined)
    return (
      <p className="alert alert-danger" role="alert">
        Questa transazione non si sa leggere: non firmarla, e avvisare chi gestisce il servizio.
      </p>
    );
  return (
    <details>
      <summary>Che cosa va sulla blockchain</summary>
      <p>
        Solo questo, pubblico e per sempre. L'atto, il capitolo, i nomi dei beneficiari e degli
        esercenti restano in Comune.
      </p>
      <dl className="office-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
