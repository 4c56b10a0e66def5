import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";

import { demoOfficers } from "../../scripts/deploy/demo-officers.ts";
import type { Attack } from "./attack.ts";
import { type SiweFields, send, siweFields } from "./browser.ts";

const MINUTE_MS = 60_000;

/** Each way in which a message can be meant for somebody else, for another time, or for nobody. */
const CHANGES: Readonly<Record<string, (fields: SiweFields) => Partial<SiweFields>>> = {
  "another site's domain": () => ({ domain: "evil.example" }),
  "a domain that begins alike": () => ({ domain: "localhost.evil.example" }),
  "another port": ({ domain }) => ({ domain: `${domain.split(":")[0]}:1` }),
  "another site's address": () => ({ uri: "https://evil.example/" }),
  "this host with another scheme": ({ uri }) => ({ uri: uri.replace("http:", "https:") }),
  "another chain": () => ({ chainId: 1 }),
  "a nonce that was never given": () => ({ nonce: "a".repeat(32) }),
  "a message of an hour ago": () => ({ issuedAt: new Date(Date.now() - 60 * MINUTE_MS) }),
  "a message of next week": () => ({ issuedAt: new Date(Date.now() + 10_000 * MINUTE_MS) }),
  "one that has expired": () => ({ expirationTime: new Date(Date.now() - MINUTE_MS) }),
  "one that is not valid yet": () => ({ notBefore: new Date(Date.now() + 60 * MINUTE_MS) }),
};

/** Signing in as an officer with everything but the officer's own signature on this town's own message. */
export const signInAttacks: Attack = {
  name: "sign-in: other sites' messages, replays, forged signatures",
  async run({ urls: [url] }, score, effort) {
    const officer = privateKeyToAccount(demoOfficers()[1]!.privateKey);
    const thief = privateKeyToAccount(generatePrivateKey());
    const path = "/api/officers/session";
    const attempt = async (what: string, message: string, signature: string) => {
      const answer = await send(url, "", { method: "POST", path, json: { message, signature } });
      score.judge(answer.status < 400 || answer.status >= 500, `${what}: ${answer.status}`);
    };
    const rounds = effort === "long" ? 40 : 2;
    for (let round = 0; round < rounds; round += 1)
      for (const [what, change] of Object.entries(CHANGES)) {
        const fields = await siweFields(url, officer.address);
        const message = createSiweMessage({ ...fields, ...change(fields) } as SiweFields);
        await attempt(what, message, await officer.signMessage({ message }));
      }
    const message = createSiweMessage(await siweFields(url, officer.address));
    await attempt("another wallet's signature", message, await thief.signMessage({ message }));
    for (const signature of ["", "0x", "0x00", `0x${"00".repeat(65)}`, `0x${"ff".repeat(65)}`, "x"])
      await attempt(`signature ${signature.slice(0, 10)}`, message, signature);
    const signature = await officer.signMessage({ message });
    for (const changed of [
      `${message} `,
      message.replace("Version: 1", "Version: 2"),
      `\n${message}`,
    ])
      await attempt("a message changed after signing", changed, signature);
    const race = await Promise.all(
      Array.from({ length: effort === "long" ? 64 : 16 }, () =>
        send(url, "", { method: "POST", path, json: { message, signature } }),
      ),
    );
    score.tried(race.length - 1);
    if (race.filter(({ status }) => status === 201).length > 1)
      score.won("one nonce opened several sessions");
    await attempt("a message used before", message, signature);
  },
};
