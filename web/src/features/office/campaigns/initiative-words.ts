import type { Initiative } from "../../../shared/api/types.ts";

type Stages = Pick<Initiative, "publishedAt" | "withdrawnAt">;

/** How far an initiative is, in words. */
export function stageName({ publishedAt, withdrawnAt }: Stages): string {
  if (withdrawnAt !== null) return "Ritirata";
  return publishedAt === null ? "Bozza" : "Pubblicata";
}
