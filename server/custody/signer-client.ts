import { type Socket, connect } from "node:net";

import { Fault } from "../shared/problem.ts";
import { type Frame, createFrameReader, encodeFrame, readFrames } from "./frame.ts";
import type { AnswerHeader, Answers, Operation, RequestOf } from "./signer-protocol.ts";

/** The service's side of the signer's socket: one connection, opened when it is needed and again when it breaks. */
export type SignerClient = {
  readonly socketPath: string;
  readonly waiting: Map<number, Waiting>;
  socket: Promise<Socket> | undefined;
  lastId: number;
};

type Waiting = {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
};

export type SignerAnswer<Name extends Operation> = {
  readonly value: Answers[Name];
  /** The caller clears them. */
  readonly parts: readonly Buffer[];
};

const ANSWER_WITHIN_MS = 15_000;
/** A rotation goes through every row. */
const ROTATION_WITHIN_MS = 6 * 3_600_000;

export function createSignerClient(socketPath: string): SignerClient {
  return { socketPath, waiting: new Map(), socket: undefined, lastId: 0 };
}

/**
 * Asks the signer. Clears `parts` once they are sent. Throws `Fault` where the signer or its database cannot be
 * reached, `Error` where an assumption does not hold.
 */
export async function ask<Name extends Operation>(
  client: SignerClient,
  request: RequestOf<Name>,
  parts: readonly Buffer[] = [],
): Promise<SignerAnswer<Name>> {
  try {
    const socket = await connected(client);
    const frame = await exchange(client, socket, request, parts);
    return { value: valueOf(frame.header as AnswerHeader) as Answers[Name], parts: frame.parts };
  } finally {
    for (const part of parts) part.fill(0);
  }
}

export async function disconnect(client: SignerClient): Promise<void> {
  const socket = await client.socket?.catch(() => undefined);
  socket?.destroy();
}

function exchange(
  client: SignerClient,
  socket: Socket,
  request: RequestOf<Operation>,
  parts: readonly Buffer[],
): Promise<Frame> {
  const id = (client.lastId = (client.lastId + 1) % 2 ** 32);
  const isRotation = request.operation === "rotate_key_encryption_key";
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => settle(client, id, ({ reject }) => reject(unreachable("did not answer in time"))),
      isRotation ? ROTATION_WITHIN_MS : ANSWER_WITHIN_MS,
    );
    client.waiting.set(id, { resolve, reject, timer });
    const bytes = encodeFrame({ id, header: request, parts });
    socket.write(bytes, () => bytes.fill(0));
  });
}

function settle(client: SignerClient, id: number, how: (waiting: Waiting) => void): void {
  const waiting = client.waiting.get(id);
  if (waiting === undefined) return;
  client.waiting.delete(id);
  clearTimeout(waiting.timer);
  how(waiting);
}

function valueOf(header: AnswerHeader): unknown {
  if ("value" in header) return header.value;
  if ("bug" in header) throw new Error(`Custody: ${header.bug}`);
  const { code, message, retryable } = header.fault;
  throw new Fault(code, message, { retryable });
}

function connected(client: SignerClient): Promise<Socket> {
  client.socket ??= open(client);
  return client.socket;
}

function open(client: SignerClient): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(client.socketPath);
    const reader = createFrameReader();
    socket.once("connect", () => resolve(socket));
    socket.on("data", (chunk: Buffer) => receive(client, socket, () => readFrames(reader, chunk)));
    socket.on("error", (cause) => reject(unreachable("cannot be reached", cause)));
    socket.on("close", () => {
      reader.pending.fill(0);
      client.socket = undefined;
      for (const id of client.waiting.keys())
        settle(client, id, ({ reject }) => reject(unreachable("ended while it was asked")));
    });
  });
}

function receive(client: SignerClient, socket: Socket, read: () => Frame[]): void {
  try {
    for (const frame of read()) settle(client, frame.id, ({ resolve }) => resolve(frame));
  } catch {
    socket.destroy();
  }
}

function unreachable(what: string, cause?: unknown): Fault {
  return new Fault("custody_unreachable", `The signer ${what}.`, { retryable: true, cause });
}
