import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * Below the ports that systems lend to outgoing connections (Linux from 32768, IANA and the others from 49152): there
 * a port found free can be lent to somebody before its finder listens.
 */
const LOWEST = 20_000;
const HIGHEST = 32_767;
const TRIES = 100;

/** A TCP port of this machine's own address that nothing listens at; throws where a hundred are taken. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
