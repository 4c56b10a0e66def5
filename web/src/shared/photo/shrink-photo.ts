import { PHOTO_BYTES_MOST } from "#core/offer/clean-jpeg.ts";

const LONGER_SIDE = 1280;
/** Worse and worse, until it is small enough to send. */
const QUALITIES = [0.8, 0.6, 0.4] as const;

/**
 * Draws a photograph anew, smaller, as a JPEG: what the camera wrote beside the picture (place, time, device) stays on the
 * phone. Throws where the file is no picture that this browser knows.
 */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const scale = Math.min(1, LONGER_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d")!;
    // A JPEG knows no transparency: what shows through would be black.
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const jpeg = await new Promise<Blob | null>((resolve) =>
        canvas.toBlob(resolve, "image/jpeg", quality),
      );
      if (jpeg !== null && jpeg.size <= PHOTO_BYTES_MOST) return jpeg;
    }
  } finally {
    picture.close();
  }
  throw new RangeError("This picture does not get small enough.");
}
