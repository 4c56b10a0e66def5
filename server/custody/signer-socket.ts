import { mkdtempSync, rmdirSync, unlinkSync } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PREFIX = "borgo-signer-";
const SOCKET = "socket";
/** A folder as young as this may be of a signer that is just starting. */
const YOUNG_MS = 60_000;

/**
 * Where the signer's socket lies: in a new folder that only this user may enter, with a path short enough for a socket
 * wherever the data are. On Windows a named pipe needs none. What signers left behind that were killed together with
 * their service is swept first.
 */
export async function placeSocket(): Promise<string> {
  if (process.platform === "win32") return `\\\\.\\pipe\\${PREFIX}${process.pid}-${Date.now()}`;
  await sweepSockets();
  return join(mkdtempSync(join(tmpdir(), PREFIX)), SOCKET);
}

/** Takes the socket and its folder away; nothing where they are gone already. */
export function removeSocket(socketPath: string): void {
  if (process.platform === "win32") return;
  ifThere(() => unlinkSync(socketPath));
  ifThere(() => rmdirSync(dirname(socketPath)));
}

/** Removes the folders of this user's signers that have ended: nobody listens on their sockets any more. */
export async function sweepSockets(now: number = Date.now()): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  const folders = names.filter((name) => name.startsWith(PREFIX));
  await Promise.all(folders.map((name) => sweepOne(join(tmpdir(), name), now)));
}

async function sweepOne(folder: string, now: number): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found === undefined || !found.isDirectory() || found.uid !== process.getuid?.()) return;
  if (now - found.mtimeMs < YOUNG_MS) return;
  const socketPath = join(folder, SOCKET);
  if (!(await isListenedOn(socketPath))) removeSocket(socketPath);
}

/** Of a doubt it makes a yes: only who is sure that nobody is there clears up. */
function isListenedOn(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) =>
      resolve(code !== "ECONNREFUSED" && code !== "ENOENT"),
    );
  });
}

/** Whatever else is in the folder, or cannot be removed, stays: it does no harm, and is not the signer's. */
function ifThere(remove: () => void): void {
  try {
    remove();
  } catch {
    // Gone already, or not ours to remove.
  }
}
