import { transparencyFigures } from "../../transparency/transparency.ts";
import { readTransparency } from "../../transparency/api.ts";
import { readHealth } from "../health.ts";
import { type Http, RefusalAnswer } from "../http.ts";
import { registry } from "../metrics.ts";
import { openApiDocument } from "../openapi.ts";
import type { ServiceDeps } from "../service-deps.ts";
import * as api from "../town-api.ts";

/** What anyone may read. */
export function addTownRoutes(http: Http, deps: ServiceDeps, version: string): void {
  http.openapi(api.readTown, async (context) => context.json(await describeTown(deps), 200));
  http.openapi(api.readHealth, async (context) => {
    const health = await readHealth(deps, version);
    const isDown = health.database === "down" || health.custody === "down";
    return context.json(health, isDown ? 503 : 200);
  });
  http.openapi(readTransparency, async (context) => {
    const figures = await transparencyFigures(deps.db, deps.clock.now());
    if (figures === undefined) throw new RefusalAnswer({ code: "chain_unreachable" });
    return context.json(figures, 200);
  });
  http.get("/metrics", async (context) =>
    context.text(await registry.metrics(), 200, { "content-type": registry.contentType }),
  );
  http.get("/openapi.json", (context) => context.json(openApiDocument(version)));
}

async function describeTown(deps: ServiceDeps) {
  const { db, chain, deployment, townName, publicUrl, contacts } = deps;
  const { network, name, chainId, isTest, explorerUrl, currency } = chain.chain;
  const { contracts, startBlock } = deployment;
  const categories = await db
    .selectFrom("merchant_category")
    .selectAll()
    .orderBy("number")
    .execute();
  const relayers = await db.selectFrom("relayer").select("address").orderBy("address").execute();
  return {
    name: townName,
    publicUrl,
    network,
    chainName: name,
    chainId,
    isTestChain: isTest,
    ...(explorerUrl === undefined ? {} : { explorerUrl }),
    currencySymbol: currency.symbol,
    isDemo: network === "embedded",
    startBlock,
    receiptSigners: relayers.map(({ address }) => address as string),
    contracts: {
      accessManager: contracts.accessManager.address as string,
      merchantRegistry: contracts.merchantRegistry.address as string,
      localToken: contracts.localToken.address as string,
      programmes: contracts.programmes.address as string,
    },
    contacts: given({
      officeEmail: contacts.officeEmail,
      privacyEmail: contacts.privacyEmail,
      accessibilityUrl: contacts.accessibilityUrl,
    }),
    categories,
  };
}

/** Without what is not there. */
function given<Values extends Readonly<Record<string, string | undefined>>>(
  values: Values,
): { [Name in keyof Values]?: string } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Values]?: string };
}
