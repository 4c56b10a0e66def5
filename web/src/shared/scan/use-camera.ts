import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from "react";

import { createDetect } from "./detect-code.ts";

const LOOK_EVERY_MS = 120;

export type CameraProblem = "forbidden" | "missing" | "insecure" | "failed";
export type CameraState = "starting" | "looking" | CameraProblem;

export type Camera = {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  /** `undefined` where the device has no light beside its camera. */
  readonly torch: { readonly isOn: boolean; toggle(): void } | undefined;
};

/** Looks through the camera at the back until unmounted, and hands over every code that it sees. */
export function useCamera(see: (text: string) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>("starting");
  const [track, setTrack] = useState<MediaStreamTrack>();
  const onSeen = useEffectEvent(see);
  useEffect(() => {
    const ending = new AbortController();
    void look(video, ending.signal, setTrack, setState, onSeen).catch((error: unknown) => {
      if (!ending.signal.aborted) setState(problemOf(error));
    });
    return () => ending.abort();
  }, []);
  return { video, state, torch: useTorch(track) };
}

async function look(
  ref: RefObject<HTMLVideoElement | null>,
  signal: AbortSignal,
  setTrack: (track: MediaStreamTrack | undefined) => void,
  setState: (state: CameraState) => void,
  see: (text: string) => void,
): Promise<void> {
  if (navigator.mediaDevices === undefined) return setState("insecure");
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return stop();
  signal.addEventListener("abort", stop);
  const video = ref.current;
  if (video === null) return stop();
  video.srcObject = stream;
  await video.play();
  const [track] = stream.getVideoTracks();
  setTrack(track);
  // A phone that goes to sleep, or another application, may take the camera away.
  track?.addEventListener("ended", () => setState("failed"));
  const detect = await createDetect();
  setState("looking");
  while (!signal.aborted) {
    const text = await detect(video);
    if (text !== undefined && !signal.aborted) see(text);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function problemOf(error: unknown): CameraProblem {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "forbidden";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  console.warn(error);
  return "failed";
}

function useTorch(track: MediaStreamTrack | undefined): Camera["torch"] {
  const [isOn, setIsOn] = useState(false);
  const toggle = useCallback(() => {
    const wanted = { torch: !isOn } as MediaTrackConstraintSet;
    track?.applyConstraints({ advanced: [wanted] }).then(
      () => setIsOn(!isOn),
      () => undefined,
    );
  }, [track, isOn]);
  const abilities = track?.getCapabilities?.() as { torch?: boolean } | undefined;
  return abilities?.torch === true ? { isOn, toggle } : undefined;
}
