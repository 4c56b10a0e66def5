import { createHash } from "node:crypto";

import { type PhotoRefusal, cleanJpeg } from "#core/offer/clean-jpeg.ts";
import { type OfferRefusal, PHOTOS_MOST, isUp } from "#core/offer/judge-board.ts";
import type { BoardMemberId, OfferId } from "#core/shared/ids.ts";
import { type Result, ok, refuse } from "#core/shared/result.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database, Executor } from "../shared/database.ts";
import { uuidOf } from "../shared/random.ts";
import type { Holder } from "./board-session.ts";
import { factsOf, mayRead } from "./offer-list.ts";
import { lockOwnOffer } from "./put-up-offer.ts";

type Deps = { db: Database; clock: Clock };

/**
 * Adds a photograph to an own offer. Kept is the picture and nothing else of the file. The same picture again is the same
 * photograph: its id is made of the offer and of what is seen.
 */
export async function addPhoto(
  { db, clock }: Deps,
  { memberId }: Holder,
  offerId: OfferId,
  bytes: Uint8Array,
): Promise<Result<{ photoId: string }, PhotoRefusal | OfferRefusal | { code: "not_found" }>> {
  const cleaned = cleanJpeg(bytes);
  if (!cleaned.ok) return cleaned;
  const photoId = photoIdOf(offerId, cleaned.value);
  return db.transaction().execute(async (tx) => {
    const offer = await lockOwnOffer(tx, memberId, offerId);
    if (offer === undefined) return refuse({ code: "not_found" });
    if (!isUp(factsOf(offer), clock.now())) return refuse({ code: "offer_over" });
    const photos = await tx
      .selectFrom("offer_photo")
      .select(["id", "position"])
      .where("offer_id", "=", offerId)
      .execute();
    if (photos.some(({ id }) => id === photoId)) return ok({ photoId });
    const position = [0, 1, 2].find((place) => photos.every((photo) => photo.position !== place));
    if (position === undefined) return refuse({ code: "too_many_photos", most: PHOTOS_MOST });
    await tx
      .insertInto("offer_photo")
      .values({ id: photoId, offer_id: offerId, position, jpeg: Buffer.from(cleaned.value) })
      .execute();
    return ok({ photoId });
  });
}

function photoIdOf(offerId: OfferId, jpeg: Uint8Array): string {
  const digest = createHash("sha256").update(offerId).update(jpeg).digest();
  return uuidOf(digest.subarray(0, 16), 8);
}

/** A photograph that this reader may see, as bytes of a JPEG. */
export async function readPhoto(
  { db, clock }: { db: Executor; clock: Clock },
  reader: BoardMemberId,
  photoId: string,
): Promise<Buffer | undefined> {
  const row = await db
    .selectFrom("offer_photo")
    .innerJoin("offer", "offer.id", "offer_photo.offer_id")
    .leftJoin("offer_thread", (join) =>
      join.onRef("offer_thread.offer_id", "=", "offer.id").on("offer_thread.asker_id", "=", reader),
    )
    .where("offer_photo.id", "=", photoId)
    .select(["jpeg", "offer.state", "offer.expires_at", "offer.days", "offer.member_id"])
    .select("offer_thread.id as thread")
    .executeTakeFirst();
  return row !== undefined && mayRead(row, reader, clock.now()) ? row.jpeg : undefined;
}

/** For the office, which is called about an offer: whatever became of it. */
export async function readReportedPhoto(db: Executor, photoId: string) {
  const row = await db
    .selectFrom("offer_photo")
    .innerJoin("offer_report", "offer_report.offer_id", "offer_photo.offer_id")
    .where("offer_photo.id", "=", photoId)
    .select("jpeg")
    .executeTakeFirst();
  return row?.jpeg;
}
