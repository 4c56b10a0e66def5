import { z } from "zod";

import {
  type Answer,
  type Step,
  type Submission,
  type VerifierClient,
  VerifierDown,
  ask,
  inShort,
} from "./verifier-client.ts";

const reply = z.looseObject({ status: z.string(), result: z.unknown() });
const sources = z.array(z.looseObject({ SourceCode: z.string().nullish() }));

/** What both say of a contract whose block they have not read yet, and of too many questions in a second. */
const COME_BACK = /unable to locate|not a smart contract|rate limit|max calls/i;
const ALREADY = /already verified/i;
const PASSED = /^pass/i;
/** Blockscout does not know its own ticket until a worker has taken it up. */
const UNDER_WAY = /pending|in progress|unknown uid/i;

/** What is told with every question. */
export type Tags = Readonly<Record<string, string>>;

/**
 * Etherscan (version 2, one address for all chains: https://docs.etherscan.io/contract-verification/verify-with-api), and
 * Blockscout, which speaks the same (https://docs.blockscout.com/devs/apis/rpc/contract). `tags` are Etherscan's key and
 * chain; a Blockscout is for one chain and needs no key.
 */
export function createEtherscan(apiUrl: string, tags: Tags, timeoutMs: number): VerifierClient {
  const urlOf = (action: string, more: Tags = {}) => {
    const url = new URL(apiUrl);
    const query = { module: "contract", action, ...tags, ...more };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };
  return {
    async isPublished({ address }) {
      const { status, result } = readReply(
        await ask(urlOf("getsourcecode", { address }), {}, timeoutMs),
      );
      const parsed = sources.safeParse(result);
      return status === "1" && parsed.success && (parsed.data[0]?.SourceCode ?? "") !== "";
    },
    async submit(submission) {
      const request = { method: "POST", body: new URLSearchParams(formOf(submission)) };
      const answer = await ask(urlOf("verifysourcecode"), request, timeoutMs);
      if (answer.status === 429) return { state: "waiting", reason: "it asks for patience" };
      return readSubmission(readReply(answer));
    },
    async look(ticket) {
      const answer = await ask(urlOf("checkverifystatus", { guid: ticket }), {}, timeoutMs);
      if (answer.status === 429)
        return { state: "waiting", reason: "it asks for patience", ticket };
      return readProgress(String(readReply(answer).result), ticket);
    },
  };
}

function formOf({ address, source, constructorArguments }: Submission): Record<string, string> {
  return {
    contractaddress: address,
    sourceCode: JSON.stringify(source.input),
    codeformat: "solidity-standard-json-input",
    contractname: source.identifier,
    compilerversion: `v${source.compilerVersion}`,
    constructorArguments: constructorArguments.slice(2),
  };
}

type Reply = z.infer<typeof reply>;

function readReply({ status, body }: Answer): Reply {
  const parsed = reply.safeParse(body);
  if (!parsed.success) throw new VerifierDown(`it answered in another form (HTTP ${status})`);
  return parsed.data;
}

function readSubmission({ status, result }: Reply): Step {
  const text = String(result);
  if (ALREADY.test(text)) return { state: "published" };
  if (status === "1") return { state: "waiting", reason: "not verified yet", ticket: text };
  if (COME_BACK.test(text)) return { state: "waiting", reason: inShort(text) };
  return { state: "refused", reason: inShort(text) };
}

function readProgress(text: string, ticket: string): Step {
  if (PASSED.test(text) || ALREADY.test(text)) return { state: "published" };
  if (UNDER_WAY.test(text) || COME_BACK.test(text))
    return { state: "waiting", reason: inShort(text), ticket };
  return { state: "refused", reason: inShort(text) };
}
