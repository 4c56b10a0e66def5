import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import type { Plugin } from "vite";

const COMPRESSIBLE = /\.(js|css|html|svg|json|wasm|webmanifest)$/;
const WORTH_IT_BYTES = 1024;

/** Writes a Brotli and a gzip copy beside each file, for the service to send as they are. */
export function compressFiles(): Plugin {
  let folder = "";
  return {
    name: "borgo:compress-files",
    apply: "build",
    configResolved: (config) => void (folder = config.build.outDir),
    closeBundle: { order: "post", sequential: true, handler: () => compressFolder(folder) },
  };
}

function compressFolder(folder: string): void {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const name of names.filter((candidate) => COMPRESSIBLE.test(candidate))) {
    const path = join(folder, name);
    const bytes = readFileSync(path);
    if (bytes.length < WORTH_IT_BYTES) continue;
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  }
}
