import { CannotStart } from "./cannot-start.ts";
import { type DatabaseUrls, databaseUrls } from "./database-urls.ts";
import { runningClusterUrl } from "./running-cluster.ts";

/**
 * Addresses of the database of a service that runs: the one that DATABASE_URL names, or the one in its data folder.
 * Throws `CannotStart` where there is neither.
 */
export async function databaseUrlsOf(
  dataFolder: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<DatabaseUrls> {
  const given = databaseUrls(variables);
  if (given !== undefined) return given;
  const ownerUrl = await runningClusterUrl(dataFolder);
  if (ownerUrl !== undefined) return databaseUrls({ DATABASE_URL: ownerUrl })!;
  throw new CannotStart(
    `Nella cartella ${dataFolder} non c'è un servizio in funzione, e DATABASE_URL non indica un database: avviare il servizio, o indicare la sua cartella con BORGO_DATA.`,
  );
}
