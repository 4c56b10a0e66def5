/** A picture as a canvas gives it: four bytes a pixel. */
export type Pixels = {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
};

/** How much is sharpened: over how many pixels to either side blur has spread, and how strongly it is taken back. */
export type Sharpness = { readonly radius: number; readonly strength: number };

/**
 * Takes a lens's blur back as far as it goes (an unsharp mask): the edges between a code's modules, which blur has
 * levelled, stand out again, and so does noise. In place; what stays is grey.
 */
export function sharpen({ data, width, height }: Pixels, { radius, strength }: Sharpness): void {
  const grey = greyOf(data);
  const around = grey.slice();
  const line = new Float32Array(Math.max(width, height));
  // A mean of means falls off towards its rim, as blur does.
  for (let time = 0; time < 2; time += 1) {
    for (let row = 0; row < height; row += 1) average(around, line, row * width, 1, width, radius);
    for (let column = 0; column < width; column += 1)
      average(around, line, column, width, height, radius);
  }
  for (let index = 0, at = 0; index < grey.length; index += 1, at += 4) {
    const bright = grey[index]! + strength * (grey[index]! - around[index]!);
    data[at] = data[at + 1] = data[at + 2] = bright;
  }
}

/** Brightness as the eye weighs it (ITU-R BT.601). */
function greyOf(data: Uint8ClampedArray): Float32Array {
  const grey = new Float32Array(data.length / 4);
  for (let index = 0, at = 0; index < grey.length; index += 1, at += 4)
    grey[index] = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!;
  return grey;
}

/** Puts in each value's place the mean of those around it; beyond an end of the line, its last value goes on. */
function average(
  values: Float32Array,
  line: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  for (let at = 0; at < length; at += 1) line[at] = values[start + at * step]!;
  let sum = 0;
  for (let at = -radius; at <= radius; at += 1) sum += line[within(at, length)]!;
  for (let at = 0; at < length; at += 1) {
    values[start + at * step] = sum / (2 * radius + 1);
    sum += line[within(at + radius + 1, length)]! - line[within(at - radius, length)]!;
  }
}

function within(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}
