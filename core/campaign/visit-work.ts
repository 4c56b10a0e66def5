/**
 * Zero bits that the digest of a solved challenge begins with: some 30,000 tries, a second or two of a phone. It makes a
 * visit cost something to who sends thousands; what bounds the loss are the campaign's caps.
 */
export const WORK_BITS = 15;

/** What is hashed (SHA-256) when an answer to a challenge is tried. */
export function workText(challenge: string, answer: number): string {
  return `${challenge}:${answer}`;
}

/** Whether a digest shows the work. */
export function showsWork(digest: Uint8Array, bits: number = WORK_BITS): boolean {
  if (digest.length * 8 < bits) return false;
  const whole = bits >> 3;
  if (digest.subarray(0, whole).some((byte) => byte !== 0)) return false;
  return bits % 8 === 0 || digest[whole]! >> (8 - (bits % 8)) === 0;
}
