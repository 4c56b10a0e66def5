import { z } from "zod";

import { type Step, type VerifierClient, VerifierDown, ask, inShort } from "./verifier-client.ts";

const contract = z.looseObject({ match: z.string().nullable() });
const complaint = z.looseObject({ customCode: z.string(), message: z.string() });
const accepted = z.looseObject({ verificationId: z.string() });
const job = z.looseObject({
  isJobCompleted: z.boolean(),
  contract,
  error: complaint.optional(),
});

/** Sourcify, by version 2 of its API: https://docs.sourcify.dev/docs/api/ */
export function createSourcify(apiUrl: string, timeoutMs: number): VerifierClient {
  const get = (path: string) => ask(new URL(`${apiUrl}${path}`), {}, timeoutMs);
  return {
    async isPublished({ chainId, address }) {
      const { body } = await get(`/v2/contract/${chainId}/${address}`);
      // What it does not know it answers in the same form, with HTTP 404; complaints have another.
      const parsed = contract.safeParse(body);
      return parsed.success && parsed.data.match !== null;
    },
    async submit({ chainId, address, source }) {
      const request = {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          stdJsonInput: source.input,
          compilerVersion: source.compilerVersion,
          contractIdentifier: source.identifier,
        }),
      };
      const url = new URL(`${apiUrl}/v2/verify/${chainId}/${address}`);
      return readSubmission(await ask(url, request, timeoutMs));
    },
    async look(ticket) {
      return readJob((await get(`/v2/verify/${ticket}`)).body, ticket);
    },
  };
}

function readSubmission({ status, body }: { status: number; body: unknown }): Step {
  const taken = accepted.safeParse(body);
  if (taken.success)
    return { state: "waiting", reason: "not verified yet", ticket: taken.data.verificationId };
  const refused = complaint.safeParse(body);
  if (refused.success && refused.data.customCode === "already_verified")
    return { state: "published" };
  // Also said of a contract that somebody else has just submitted.
  if (status === 429) return { state: "waiting", reason: "it asks for patience" };
  if (!refused.success) throw new VerifierDown(`it answered in another form (HTTP ${status})`);
  return { state: "refused", reason: inShort(refused.data.message) };
}

function readJob(body: unknown, ticket: string): Step {
  const parsed = job.safeParse(body);
  if (!parsed.success) throw new VerifierDown("it answered in another form about its work");
  const { isJobCompleted, error, contract: found } = parsed.data;
  if (!isJobCompleted) return { state: "waiting", reason: "not verified yet", ticket };
  if (found.match !== null || error?.customCode === "already_verified")
    return { state: "published" };
  return { state: "refused", reason: inShort(error?.message ?? "it found no match") };
}
