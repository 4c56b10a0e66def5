import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";

import { patternIn } from "#core/card/password-policy.ts";
import type { SealedKeyId } from "#core/shared/ids.ts";

import { type Sealing, openSeed, sealSeed } from "../../server/custody/seal-seed.ts";
import { LEAST_ARGON2, stretch } from "../../server/custody/signer.ts";
import { parseKeyRing, softwareKeys } from "../../server/custody/software-keys.ts";
import { systemRandom } from "../../server/shared/random.ts";
import { median, rounded } from "../bench/figures.ts";
import { measureArgon2 } from "../bench/measure-argon2.ts";
import { startBenchTown } from "../bench/bench-town.ts";
import type { PasswordFigures } from "./report.ts";

const ROUNDS = 100;
const SAMPLE = 2_000_000;
const CARDS = 100;
/** Below the first lock of a card, and of a till. */
const TRIES_PER_CARD = 4;

/** Measures on this machine what guesses cost. Takes half a minute, and wants the machine for itself. */
export async function measurePasswords(): Promise<PasswordFigures> {
  const alone = await timesOf(() =>
    stretch(Buffer.from("12345678"), randomBytes(16), LEAST_ARGON2),
  );
  const opening = await timesOf(await openingOf());
  const argon2 = median(alone);
  return {
    memory_kib: LEAST_ARGON2.memoryKib,
    passes: LEAST_ARGON2.passes,
    argon2_ms_p50: rounded(argon2),
    open_seed_ms_p50: rounded(median(opening)),
    offline_per_s_one_core: rounded(1000 / argon2),
    offline_per_s: rounded(await measureArgon2()),
    cores: availableParallelism(),
    online_per_s: rounded(await measureOnline()),
    admitted_share: rounded(admittedShare(), 3),
  };
}

async function timesOf(work: () => Promise<unknown>): Promise<number[]> {
  await work();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startedMs = performance.now();
    await work();
    times.push(performance.now() - startedMs);
  }
  return times;
}

/** All that a right password costs the signer: both layers, argon2id and the derivation between them. */
async function openingOf(): Promise<() => Promise<unknown>> {
  const ring = parseKeyRing(randomBytes(32).toString("base64"), "bench");
  const keys = softwareKeys(() => ring, undefined);
  const sealing: Sealing = { keys, stretch, random: systemRandom };
  const credentials = { password: Buffer.from("48151623"), secret: randomBytes(16) };
  const label = { id: crypto.randomUUID() as SealedKeyId, kind: "card", epoch: 1 } as const;
  const row = await sealSeed(sealing, label, randomBytes(32), credentials, LEAST_ARGON2);
  return async () => openSeed(sealing, row, credentials);
}

/** Which of the passwords of eight digits the rules admit. */
function admittedShare(): number {
  let admitted = 0;
  for (let index = 0; index < SAMPLE; index += 1) {
    const digits = String(randomBytes(4).readUInt32BE() % 1e8).padStart(8, "0");
    if (patternIn(Buffer.from(digits)) === undefined) admitted += 1;
  }
  return admitted / SAMPLE;
}

/** Wrong passwords that a running service checks in a second, asked by all the tills of a town at once. */
async function measureOnline(): Promise<number> {
  const town = await startBenchTown(CARDS, () => undefined);
  try {
    const guesses = Array.from({ length: CARDS * TRIES_PER_CARD }, (_, index) => ({
      card: town.cards[index % town.cards.length]!,
      till: town.tills[index % town.tills.length]!,
    }));
    const startedMs = performance.now();
    let next = 0;
    let checked = 0;
    const work = async () => {
      for (let guess = guesses[next++]; guess !== undefined; guess = guesses[next++])
        if (await isChecked(town.url, guess)) checked += 1;
    };
    await Promise.all(Array.from({ length: 16 }, work));
    if (checked < guesses.length) throw new Error(`Only ${checked} guesses were checked.`);
    return checked / ((performance.now() - startedMs) / 1000);
  } finally {
    await town.stop();
  }
}

type Guess = {
  readonly card: { readonly code: string };
  readonly till: { readonly cookie: string };
};

async function isChecked(url: string, { card, till }: Guess): Promise<boolean> {
  const answer = await fetch(`${url}/api/payments`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie: till.cookie },
    body: JSON.stringify({
      ...{ paymentId: crypto.randomUUID(), amountCents: "1" },
      ...{ cardCode: card.code, password: "10203040" },
    }),
  });
  return ((await answer.json()) as { code?: string }).code === "wrong_password";
}
