import { requestJson } from "./request.ts";

/** The text that a shop's own wallet signs at the till's door (EIP-4361). */
export async function writeSignIn(address: string): Promise<string> {
  const answer = await requestJson<{ message: string }>("/api/tills/sign-in", {
    method: "POST",
    json: { address },
  });
  return answer.message;
}
