import type { Context } from "hono";

import { DATASETS, LICENCE } from "#core/open-data/fields.ts";
import { TOKEN_LIST } from "#core/open-data/token-logos.ts";

import { catalogue } from "../../transparency/catalogue.ts";
import { codebookCsv, openData, openDataCsv } from "../../transparency/open-data.ts";
import { readTokenList } from "../../transparency/token-list.ts";
import { type Http, RefusalAnswer } from "../http.ts";
import type { ServiceDeps } from "../service-deps.ts";

const CSV = { "content-type": "text/csv; charset=utf-8; header=present" };
const JSON_LD = { "content-type": "application/ld+json; charset=utf-8" };

/** Open data at addresses that never change, for anyone and from anywhere: other sites' pages may read them too. */
export function addOpenDataRoutes(http: Http, deps: ServiceDeps): void {
  http.use("/opendata/*", async (context, next) => {
    await next();
    context.header("access-control-allow-origin", "*");
    context.header("link", `<${LICENCE.url}>; rel="license"`);
  });
  for (const { id } of DATASETS) {
    const lines = async () => {
      const found = await openData(deps, id);
      if (found === undefined) throw new RefusalAnswer({ code: "chain_unreachable" });
      return found;
    };
    http.get(`/opendata/${id}.csv`, async (context: Context) =>
      context.body(openDataCsv(id, await lines()), 200, CSV),
    );
    http.get(`/opendata/${id}.json`, async (context: Context) => context.json(await lines()));
  }
  http.get("/opendata/codebook.csv", (context) => context.body(codebookCsv(), 200, CSV));
  http.get("/opendata/codebook.json", (context) => context.json(DATASETS));
  http.get("/opendata/catalog.jsonld", (context) =>
    context.body(
      JSON.stringify(catalogue({ ...deps, ...deps.contacts }, deps.clock.now())),
      200,
      JSON_LD,
    ),
  );
  http.get(TOKEN_LIST, async (context) => {
    const { townName, publicUrl, deployment } = deps;
    const { chainId, contracts } = deployment;
    const town = { townName, publicUrl, chainId, localToken: contracts.localToken.address };
    return context.json(await readTokenList(deps, town));
  });
}
