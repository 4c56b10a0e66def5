import { problemCode } from "../../shared/api/request.ts";
import { OtherChainError, type VerificationOrder, type VerifiedFigures, verify } from "./verify.ts";

/** Why nothing could be verified. */
export type VerificationFailure = "other_chain" | "nothing_read" | "unreachable";

export type WorkerAnswer =
  | { readonly kind: "progress"; readonly part: number }
  | { readonly kind: "verified"; readonly figures: VerifiedFigures }
  | { readonly kind: "failed"; readonly why: VerificationFailure; readonly detail: string };

/** How much further it has to be to be worth telling. */
const SMALLEST_STEP = 0.01;

// Beside the page, so that it goes on answering while a hundred thousand events are added up.
addEventListener("message", ({ data }: MessageEvent<VerificationOrder>) => void answer(data));

async function answer(order: VerificationOrder): Promise<void> {
  let told = -1;
  const progress = (part: number) => {
    if (part - told < SMALLEST_STEP && part < 1) return;
    told = part;
    tell({ kind: "progress", part });
  };
  try {
    tell({ kind: "verified", figures: await verify(order, progress) });
  } catch (error) {
    tell({ kind: "failed", why: failureOf(error), detail: String(error) });
  }
}

function tell(message: WorkerAnswer): void {
  postMessage(message);
}

function failureOf(error: unknown): VerificationFailure {
  if (error instanceof OtherChainError) return "other_chain";
  return problemCode(error) === "chain_unreachable" ? "nothing_read" : "unreachable";
}
