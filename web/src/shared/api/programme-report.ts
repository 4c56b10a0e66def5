import { queryOptions, useQuery } from "@tanstack/react-query";

import { requestJson } from "./request.ts";
import type { ProgrammeReport } from "./types.ts";

export type ReportKind = "relazione.pdf" | "relazione.xlsx" | "relazione.csv";

function readReportOptions(programmeId: string) {
  return queryOptions({
    queryKey: ["programme-report", programmeId],
    queryFn: ({ signal }) =>
      requestJson<ProgrammeReport>(`/api/programmes/${programmeId}/report`, { signal }),
  });
}

/** A programme over time, by category and by shop. */
export function useProgrammeReport(programmeId: string) {
  return useQuery(readReportOptions(programmeId));
}

/** Where the final report is downloaded: a plain address, that the browser asks for with the officer's session. */
export function reportFilePath(programmeId: string, kind: ReportKind): string {
  return `/api/programmes/${programmeId}/report/${kind}`;
}
