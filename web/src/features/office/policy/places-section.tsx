import { Link } from "react-router";

import { formatEuroDigits } from "#core/shared/money.ts";

import type { MonetaryPolicy } from "../../../shared/api/types.ts";
import { OfficeTable, numberColumn } from "../tables/office-table.tsx";

const HOARDING_COLUMNS = [
  { name: "Negozio" },
  { name: "Categoria" },
  ...["Ricevuto", "Ha ora"].map(numberColumn),
];

/** Shops that receive and never spend: value that stays there is value that nobody has. */
export function HoardingSection({ hoarding }: Pick<MonetaryPolicy, "hoarding">) {
  const { count, heldCents, shops } = hoarding;
  return (
    <section className="office-step" aria-labelledby="hoarding">
      <h2 id="hoarding" className="h4">
        Dove si ferma
      </h2>
      <p>
        Negozi che hanno ricevuto valore locale e non ne hanno mai speso: {count}, con{" "}
        {formatEuroDigits(BigInt(heldCents))} in tutto. Forse non sanno dove spenderlo: si possono
        mettere in contatto con chi lo accetta, o con un fornitore che lo accetterebbe.
      </p>
      {count === 0 ? null : (
        <OfficeTable label="Negozi dove il valore locale si ferma" columns={HOARDING_COLUMNS}>
          {shops.map((shop) => (
            <tr key={shop.id}>
              <ShopCell {...shop} />
              <td>{shop.category}</td>
              <td className="office-number">{formatEuroDigits(BigInt(shop.receivedCents))}</td>
              <td className="office-number">{formatEuroDigits(BigInt(shop.heldCents))}</td>
            </tr>
          ))}
        </OfficeTable>
      )}
      <More count={count} named={shops.length} />
    </section>
  );
}

const CATEGORY_COLUMNS = [
  { name: "Categoria" },
  ...["Negozi", "Lo accettano", "Ne hanno ricevuto", "Ricevuto in tutto"].map(numberColumn),
];
const SHOP_COLUMNS = [{ name: "Negozio" }, { name: "Categoria" }];

/** Categories and shops that it never comes to. */
export function UnreachedSection({
  categories,
  unreached,
}: Pick<MonetaryPolicy, "categories" | "unreached">) {
  return (
    <section className="office-step" aria-labelledby="unreached">
      <h2 id="unreached" className="h4">
        Dove non arriva
      </h2>
      <p>
        Per categoria: quanti negozi accreditati ci sono, quanti dicono di accettare valore locale e
        quanti ne hanno davvero ricevuto. Dove nessuno lo accetta, chi ne ha non può spenderlo per
        quel bisogno.
      </p>
      {categories.length === 0 ? (
        <p>Nessun negozio accreditato ancora.</p>
      ) : (
        <OfficeTable label="Valore locale per categoria di negozi" columns={CATEGORY_COLUMNS}>
          {categories.map(({ category, shops, taking, reached, receivedCents }) => (
            <tr key={category}>
              <th scope="row">{category}</th>
              <td className="office-number">{shops}</td>
              <td className="office-number">{taking}</td>
              <td className="office-number">{reached}</td>
              <td className="office-number">{formatEuroDigits(BigInt(receivedCents))}</td>
            </tr>
          ))}
        </OfficeTable>
      )}
      {unreached.count === 0 ? null : (
        <>
          <p>Lo accettano e non ne hanno mai ricevuto: {unreached.count}.</p>
          <OfficeTable label="Negozi dove non arriva" columns={SHOP_COLUMNS}>
            {unreached.shops.map((shop) => (
              <tr key={shop.id}>
                <ShopCell {...shop} />
                <td>{shop.category}</td>
              </tr>
            ))}
          </OfficeTable>
          <More count={unreached.count} named={unreached.shops.length} />
        </>
      )}
    </section>
  );
}

function ShopCell({ id, alias }: { readonly id: string; readonly alias: string }) {
  return (
    <th scope="row">
      <Link to={`/comune/esercenti/${id}`}>{alias}</Link>
    </th>
  );
}

function More({ count, named }: { readonly count: number; readonly named: number }) {
  return count > named ? <p className="office-note">E altri {count - named}.</p> : null;
}
