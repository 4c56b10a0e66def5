import { type Server, type Socket, createServer } from "node:net";

import { Fault } from "../shared/problem.ts";
import { databaseFault } from "./custody-database.ts";
import { type Frame, createFrameReader, encodeFrame, readFrames } from "./frame.ts";
import { releaseGrantsOf } from "./grants.ts";
import { type Answer, perform } from "./signer-operations.ts";
import { type AnswerHeader, requestSchema } from "./signer-protocol.ts";
import type { Signer } from "./signer.ts";

/** Listens on a socket. Resolves when requests are taken. */
export function listen(signer: Signer, socketPath: string): Promise<Server> {
  const server = createServer((socket) => serveConnection(signer, socket));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(socketPath, () => resolve(server));
  });
}

function serveConnection(signer: Signer, socket: Socket): void {
  const reader = createFrameReader();
  socket.on("data", (chunk: Buffer) => {
    for (const frame of framesOrClose(socket, () => readFrames(reader, chunk)))
      void serveRequest(signer, socket, frame);
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    reader.pending.fill(0);
    releaseGrantsOf(signer.grants, socket);
  });
}

/** What is not our protocol cannot be answered in it. */
function framesOrClose(socket: Socket, read: () => Frame[]): Frame[] {
  try {
    return read();
  } catch {
    socket.destroy();
    return [];
  }
}

async function serveRequest(signer: Signer, socket: Socket, frame: Frame): Promise<void> {
  const { header, parts } = await answerFor(signer, socket, frame);
  for (const part of frame.parts) part.fill(0);
  const bytes = encodeFrame({ id: frame.id, header, parts });
  for (const part of parts) part.fill(0);
  socket.write(bytes, () => bytes.fill(0));
}

async function answerFor(
  signer: Signer,
  owner: Socket,
  frame: Frame,
): Promise<{ header: AnswerHeader; parts: Answer["parts"] }> {
  try {
    const request = requestSchema.parse(frame.header);
    const { value, parts } = await perform(signer, { request, parts: frame.parts, owner });
    return { header: { value }, parts };
  } catch (error) {
    return { header: failureHeader(error), parts: [] };
  }
}

/**
 * What a caller learns of a failure. The text of an unforeseen error stays here: a library may have put into it what
 * it was given.
 */
function failureHeader(error: unknown): AnswerHeader {
  const fault = error instanceof Fault ? error : databaseFault(error);
  if (fault !== undefined) {
    const { code, message, retryable } = fault;
    return { fault: { code: code as "custody_unreachable", message, retryable } };
  }
  reportBug(error);
  const isOurs = error instanceof Error && error.name === "AssertionError";
  return { bug: isOurs ? error.message : "An assumption of the signer does not hold." };
}

/** Where it happened, without what was said. */
export function reportBug(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const places = stack.split("\n").filter((line) => line.startsWith("    at "));
  const name = error instanceof Error ? error.name : typeof error;
  process.stderr.write(`borgo signer: ${name}\n${places.slice(0, 8).join("\n")}\n`);
}
