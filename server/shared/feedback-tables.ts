import type { ColumnType } from "kysely";

import type { FeedbackPage } from "#core/feedback/judge-feedback.ts";
import type { Address, FeedbackId } from "#core/shared/ids.ts";

export type FeedbackTable = {
  id: FeedbackId;
  page: FeedbackPage;
  sealed_text: Buffer;
  sealed_contact: Buffer | null;
  code_lookup: Buffer;
  received_at: Date;
  closed_at: ColumnType<Date | null, never, Date>;
  closed_by: ColumnType<Address | null, never, Address>;
  sealed_answer: ColumnType<Buffer | null, never, Buffer | null>;
};
