import { DATASETS, type DatasetDescription, LICENCE } from "#core/open-data/fields.ts";
import { TOKEN_LIST } from "#core/open-data/token-logos.ts";

import { useTown } from "../../shared/api/read-town.ts";

/** `/trasparenza/dati-aperti`: what is published as files, what each column means, under which licence. */
export function OpenDataShell() {
  const { data: town } = useTown();
  const email = town?.contacts.officeEmail;
  return (
    <>
      <h1>Dati aperti</h1>
      <p className="lead">
        I totali dei buoni come file, da riusare liberamente. Gli indirizzi non cambiano.
      </p>
      <p>
        Licenza <a href={LICENCE.url}>{LICENCE.name}</a>: si può copiare, cambiare e pubblicare,
        anche per vendere, citando la fonte. Il catalogo è in{" "}
        <a href="/opendata/catalog.jsonld">DCAT-AP_IT (JSON-LD)</a>; il significato di tutte le
        colonne anche <a href="/opendata/codebook.csv">come CSV</a>.
      </p>
      <p>
        I buoni e il valore locale come li leggono portafogli ed esploratori, con nome, simbolo e
        disegno: <a href={TOKEN_LIST}>elenco dei token (tokenlist.json)</a>.
      </p>
      <p>
        I CSV sono in UTF-8, con il punto e virgola fra le colonne. Le voci con meno di cinque
        pagamenti, e quelle che le farebbero ricavare per differenza, non sono pubblicate: in un
        paese piccolo si riconoscerebbe una famiglia.
      </p>
      {DATASETS.map((dataset) => (
        <Dataset key={dataset.id} dataset={dataset} />
      ))}
      {email === undefined ? null : (
        <p>
          Errori e domande: <a href={`mailto:${email}`}>{email}</a>.
        </p>
      )}
    </>
  );
}

function Dataset({ dataset }: { readonly dataset: DatasetDescription }) {
  const { id, title, description, fields } = dataset;
  return (
    <section aria-labelledby={id} className="mt-5">
      <h2 id={id} className="h4">
        {title}
      </h2>
      <p>{description}</p>
      <p>
        <a href={`/opendata/${id}.csv`}>Scarica {id}.csv</a>
        {" · "}
        <a href={`/opendata/${id}.json`}>Scarica {id}.json</a>
      </p>
      <div className="table-responsive" tabIndex={0} role="region" aria-label={`Colonne di ${id}`}>
        <table className="table table-sm">
          <caption>Colonne di {id}</caption>
          <thead>
            <tr>
              <th scope="col">Colonna</th>
              <th scope="col">Significato</th>
              <th scope="col">Valori</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ name, meaning, values }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{meaning}</td>
                <td>{values}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
