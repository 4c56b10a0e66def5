import { join } from "node:path";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

import { compressFiles } from "./build/compress-files.ts";
import { purgeBootstrap } from "./build/purge-bootstrap.ts";
import { firstLoadLinks } from "./build/first-load-links.ts";
import { firstLoadFiles, readManifest } from "./build/first-load.ts";

const dist = join(import.meta.dirname, "dist");
const service = process.env["BORGO_URL"] ?? "http://127.0.0.1:8080";

/** The till is the only installable page. Everything else is always asked of the network. */
const tillWorker = VitePWA({
  registerType: "prompt",
  injectRegister: false,
  scope: "/cassa",
  manifest: false,
  workbox: {
    globPatterns: ["index.html", "assets/**/*.{js,css,svg,woff2}"],
    // What a visitor of other pages loads is no business of a shop's phone.
    manifestTransforms: [
      (entries) => {
        const wanted = firstLoadFiles(readManifest(dist), "cassa");
        return {
          manifest: entries.filter(
            ({ url }) => url === "index.html" || /\.(svg|woff2)$/.test(url) || wanted.has(url),
          ),
        };
      },
    ],
    navigateFallback: "/index.html",
    navigateFallbackAllowlist: [/^\/cassa(\/|$)/],
    runtimeCaching: [
      {
        // The scanner's decoder, where the phone has none of its own: fetched once, kept.
        urlPattern: /\/assets\/.*\.(wasm|js)$/,
        handler: "CacheFirst",
        options: { cacheName: "borgo-assets", expiration: { maxEntries: 20 } },
      },
    ],
    inlineWorkboxRuntime: true,
  },
});

/** The whole script of the pages that are passed on (server/initiatives): a few lines, which share nothing with others. */
const VISIT = join(import.meta.dirname, "src/visit/visit.ts");

/**
 * What several pages share, in one file that `index.html` names: many small ones would each wait for a connection of
 * their own on a slow line.
 */
const COMMON = {
  name: "common",
  test: /\/(core\/(shared|card)|web\/src\/shared\/(ui|i18n|scan|api)|node_modules\/@tanstack)\//,
  minShareCount: 2,
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), purgeBootstrap(), tillWorker, firstLoadLinks(), compressFiles()],
  build: {
    outDir: dist,
    emptyOutDir: true,
    manifest: true,
    // Under the pages' policy a font or an image in a data: address would not load.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: join(import.meta.dirname, "index.html"), visit: VISIT },
      output: {
        codeSplitting: { groups: [COMMON] },
        // Pages that the service writes name it, and have no list of files to look it up in.
        entryFileNames: ({ name }) =>
          name === "visit" ? "iniziative/pagina.js" : "assets/[name]-[hash].js",
      },
    },
    target: ["chrome94", "safari15.4", "firefox102"],
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/rpc", "/health", "/openapi.json", "/iniziative"].map((path) => [path, service]),
    ),
  },
});
