import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { serveStatic } from "@hono/node-server/serve-static";
import { secureHeaders } from "hono/secure-headers";

import { LOGOS } from "#core/open-data/token-logos.ts";

import type { Http } from "./http.ts";

/** Paths that the pages' own router knows; anything else is not found. */
const PAGE =
  /^\/(?:$|(?:comune|cassa|carta|presenze|trasparenza|catena|accessibilita|privacy)(?:\/|$))/;
const YEAR_SECONDS = 31_536_000;

/** What the pages that are passed on may do: show a picture, and have their visit counted here. */
const PASSED_ON = [
  "default-src 'none'",
  ...["script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'"],
  ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join("; ");

/** What a page may load: its own files and nothing else. Camera for the till's scanner, WebAssembly for its decoder. */
export function addSecurityHeaders(http: Http): void {
  // Before the others, so that these have the last word.
  http.use("/iniziative/*", async (context, next) => {
    await next();
    context.header("content-security-policy", PASSED_ON);
  });
  // A token's picture is shown by wallets and explorers anywhere.
  http.use(`${LOGOS}/*`, async (context, next) => {
    await next();
    context.header("cross-origin-resource-policy", "cross-origin");
    context.header("access-control-allow-origin", "*");
  });
  http.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:", "blob:"],
        // A visitor may check the figures against any node.
        connectSrc: ["'self'", "https:"],
        mediaSrc: ["'self'", "blob:"],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
      permissionsPolicy: { camera: ["self"], microphone: [], geolocation: [], payment: [] },
      referrerPolicy: "no-referrer",
      xFrameOptions: "DENY",
    }),
  );
}

/** Serves the built pages: files with a hash in their name for ever, the rest anew each time. */
export function addPages(http: Http, folder: string): void {
  if (!existsSync(join(folder, "index.html"))) return;
  const links = firstLoadLinks(folder);
  http.use("/assets/*", async (context, next) => {
    await next();
    if (context.res.ok)
      context.header("cache-control", `public, max-age=${YEAR_SECONDS}, immutable`);
  });
  http.use("*", serveStatic({ root: folder, precompressed: true }));
  http.get("*", async (context, next) => {
    if (!PAGE.test(context.req.path)) return next();
    context.header("cache-control", "no-cache");
    const link = links[context.req.path.split("/")[1]!];
    if (link !== undefined) context.header("link", link);
    return serveStatic({ root: folder, path: "index.html" })(context, next);
  });
}

/** What each page loads at its first visit, as a `Link` header: the build writes it (web/build/first-load-links.ts). */
function firstLoadLinks(folder: string): Readonly<Record<string, string>> {
  const path = join(folder, "first-load.json");
  if (!existsSync(path)) return {};
  return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
}
