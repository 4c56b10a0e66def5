import { readSettings } from "../session/till-settings.ts";

export type SignalKind = "yes" | "no";

const VIBRATION_MS = { yes: [120], no: [200, 120, 200] } as const satisfies Record<
  SignalKind,
  readonly number[]
>;

/** Two tones up for a yes, one deep one twice for a no: told apart with the eyes elsewhere. Hertz, one after the other. */
const TONES = { yes: [660, 990], no: [196, 196] } as const satisfies Record<
  SignalKind,
  readonly number[]
>;
const TONE_SECONDS = 0.16;
const LOUDNESS = 0.25;

let audio: AudioContext | undefined;

/** Browsers let a page sound only after a touch: called at the touch that sends the payment. */
export function allowSound(): void {
  if (!readSettings().hasSound || globalThis.AudioContext === undefined) return;
  audio ??= new AudioContext();
  void audio.resume().catch(() => undefined);
}

/** Vibration and sound of an answer. Not every device has them: the screen says it anyway. */
export function giveSignal(kind: SignalKind): void {
  navigator.vibrate?.([...VIBRATION_MS[kind]]);
  if (!readSettings().hasSound || audio === undefined) return;
  for (const [index, hertz] of TONES[kind].entries())
    playTone(audio, hertz, audio.currentTime + index * (TONE_SECONDS + 0.04));
}

function playTone(context: AudioContext, hertz: number, at: number): void {
  const tone = context.createOscillator();
  const volume = context.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(LOUDNESS, at);
  volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + TONE_SECONDS);
}
