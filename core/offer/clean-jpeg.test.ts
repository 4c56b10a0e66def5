import { expect } from "chai";

import { segment, smallJpeg } from "../../test/support/small-jpeg.ts";
import { PHOTO_BYTES_MOST, cleanJpeg } from "./clean-jpeg.ts";

const reasonOf = (bytes: Uint8Array) => {
  const cleaned = cleanJpeg(bytes);
  return cleaned.ok ? undefined : cleaned.refusal.reason;
};
const changed = (change: (bytes: Uint8Array) => void) => {
  const bytes = smallJpeg();
  change(bytes);
  return bytes;
};
/** Where the frame's header begins. */
const frameOf = (bytes: Uint8Array) =>
  bytes.findIndex((one, at) => one === 0xff && bytes[at + 1] === 0xc0);

describe("a photograph", () => {
  it("that is a picture only is kept byte by byte", () => {
    expect(cleanJpeg(smallJpeg())).to.deep.equal({ ok: true, value: smallJpeg() });
  });

  it("loses everything that says where, when, by whom, and what follows its end", () => {
    const talkative = [
      ...smallJpeg(
        segment(0xe0, "JFIF\0 with a thumbnail"),
        segment(0xe1, "Exif\0\0GPS 43.7N 12.6E"),
        segment(0xe2, "ICC_PROFILE"),
        segment(0xfe, "Rosa's phone"),
      ),
      ...Buffer.from("<script>alert(1)</script>"),
    ];
    expect(cleanJpeg(Uint8Array.from(talkative))).to.deep.equal({ ok: true, value: smallJpeg() });
  });

  it("keeps a 0xff of its data, and restarts, without taking them for segments", () => {
    const bytes = smallJpeg();
    const long = Uint8Array.from([
      ...bytes.subarray(0, -2),
      0xff,
      0,
      0x12,
      0xff,
      0xd3,
      0x34,
      0xff,
      0xd9,
    ]);
    expect(cleanJpeg(long)).to.deep.equal({ ok: true, value: long });
  });

  it("is refused where it is none", () => {
    expect(reasonOf(Buffer.from("\x89PNG\r\n"))).to.equal("not_a_jpeg");
    expect(reasonOf(Buffer.from("<svg onload=alert(1)>"))).to.equal("not_a_jpeg");
    expect(reasonOf(new Uint8Array())).to.equal("not_a_jpeg");
  });

  it("is refused where it is larger than a page sends", () => {
    const big = new Uint8Array(PHOTO_BYTES_MOST + 1);
    expect(reasonOf(big)).to.equal("too_large");
    const wide = (side: number) =>
      changed((bytes) => bytes.set([side >> 8, side & 255], frameOf(bytes) + 7));
    expect(reasonOf(wide(1600))).to.equal(undefined);
    expect(reasonOf(wide(1601))).to.equal("too_large");
    expect(reasonOf(wide(0))).to.equal("too_large");
    expect(reasonOf(changed((bytes) => bytes.set([6, 65], frameOf(bytes) + 5)))).to.equal(
      "too_large",
    );
  });

  it("is refused where it is cut anywhere, or has two frames or none", () => {
    const whole = smallJpeg();
    for (let length = 2; length < whole.length; length += 1)
      expect(reasonOf(whole.subarray(0, length)), `cut at ${length}`).to.equal("damaged");
    const frame = whole.subarray(frameOf(whole), frameOf(whole) + 13);
    expect(reasonOf(smallJpeg(frame))).to.equal("damaged");
    expect(reasonOf(Uint8Array.from([0xff, 0xd8, 0xff, 0xd9]))).to.equal("damaged");
    expect(reasonOf(smallJpeg(Uint8Array.from([0xff, 0xe1, 0, 1])))).to.equal("damaged");
  });
});
