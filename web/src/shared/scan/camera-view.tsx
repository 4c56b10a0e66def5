import { useEffect, useEffectEvent, useState } from "react";

import { say } from "../i18n/say.ts";
import { Icon } from "../ui/icon.tsx";
import { type CameraProblem, type CameraState, useCamera } from "./use-camera.ts";

const PROBLEMS = {
  forbidden: "La fotocamera non è permessa a questa pagina: consentirla nelle impostazioni.",
  missing: "Questo dispositivo non ha una fotocamera.",
  insecure: "Il browser dà la fotocamera solo alle pagine con https.",
  failed: "La fotocamera non si avvia: forse la usa un'altra applicazione.",
} as const satisfies Record<CameraProblem, string>;

type CameraViewProps = {
  readonly label: string;
  readonly see: (text: string) => void;
  /** Called once where there is nothing to see: another way must be offered. */
  readonly fail: () => void;
  readonly retry: () => void;
};

/** What the camera sees, with a frame that says where to hold the code. */
export function CameraView({ label, see, fail, retry }: CameraViewProps) {
  const { video, state, torch } = useCamera(see);
  const isSlow = useIsSlow(state === "looking");
  const isBlind = state !== "starting" && state !== "looking";
  const onBlind = useEffectEvent(fail);
  useEffect(() => {
    if (isBlind) onBlind();
  }, [isBlind]);
  if (isBlind)
    return (
      <div className="alert alert-warning my-0" role="status">
        <p>
          {say(PROBLEMS[state])} {say("Si può sempre scrivere il codice.")}
        </p>
        <button type="button" className="btn btn-outline-primary scan-retry" onClick={retry}>
          {say("Riprova la fotocamera")}
        </button>
      </div>
    );
  return (
    <div className="scan-camera">
      <video ref={video} muted playsInline aria-label={label} />
      <span className="scan-frame" aria-hidden="true" />
      <p role="status" className="scan-state">
        {stateText(state, isSlow, label)}
      </p>
      {torch === undefined ? null : (
        <button
          type="button"
          className="btn btn-light scan-torch"
          aria-pressed={torch.isOn}
          onClick={torch.toggle}
        >
          <Icon name="flag" /> {say("Luce")}
        </button>
      )}
    </div>
  );
}

/** After this long somebody holds a torn or covered code before the camera: time to say what else can be done. */
const PATIENCE_MS = 10_000;

function useIsSlow(isLooking: boolean): boolean {
  const [isSlow, setIsSlow] = useState(false);
  useEffect(() => {
    if (!isLooking) return;
    const timer = setTimeout(() => setIsSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isLooking]);
  return isSlow;
}

function stateText(state: CameraState, isSlow: boolean, label: string): string {
  if (state === "starting") return say("La fotocamera si avvia…");
  if (!isSlow) return label;
  return say("Non si legge? Se il QR è strappato o sporco, scrivere il codice stampato sotto.");
}
