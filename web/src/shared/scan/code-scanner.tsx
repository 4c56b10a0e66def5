import { type ChangeEvent, useState } from "react";

import { type CodeKind, readScan } from "#core/card/card-code.ts";

import { say } from "../i18n/say.ts";
import { Icon } from "../ui/icon.tsx";
import { CameraView } from "./camera-view.tsx";
import { CodeForm } from "./code-form.tsx";
import { createDetect } from "./detect-code.ts";
import { LOOKS } from "./looks.ts";
import { readScanned } from "./read-code.ts";
import { useScannerKeys } from "./use-scanner-keys.ts";

type CodeScannerProps = {
  readonly kind: CodeKind;
  /** What is held before the camera, e.g. `Inquadrare il QR della tessera`. */
  readonly label: string;
  readonly codeLabel: string;
  /** Whether the camera starts by itself; else it waits for a touch, and nobody is asked for a permission at once. */
  readonly startsAtOnce?: boolean;
  /** `origin` is the site that the code was printed for, where it came as an address. */
  readonly choose: (code: string, origin?: string) => void;
};

/** Reads a printed code in whichever way works here: camera, hand-held scanner, photograph, or fingers. */
export function CodeScanner({ kind, label, codeLabel, startsAtOnce, choose }: CodeScannerProps) {
  const [isLooking, setIsLooking] = useState(startsAtOnce === true);
  const [attempt, setAttempt] = useState(0);
  const [isTyping, setIsTyping] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const read = (text: string) => {
    const code = readScanned(text, kind);
    setRefusal(code.ok ? undefined : code.refusal);
    if (code.ok) choose(code.value, readScan(text).origin);
  };
  useScannerKeys(read);
  return (
    <div className="scan">
      {isLooking ? (
        <CameraView
          key={attempt}
          label={label}
          see={read}
          fail={() => setIsTyping(true)}
          retry={() => setAttempt(attempt + 1)}
        />
      ) : (
        <StartButton label={label} start={() => setIsLooking(true)} />
      )}
      <p role="alert" className="scan-error">
        {refusal}
      </p>
      <details
        className="scan-otherwise"
        open={isTyping}
        onToggle={({ currentTarget }) => setIsTyping(currentTarget.open)}
      >
        <summary>{say("La fotocamera non legge?")}</summary>
        <CodeForm kind={kind} label={codeLabel} submit={choose} />
        <PhotoField read={read} fail={setRefusal} />
      </details>
    </div>
  );
}

type StartButtonProps = { readonly label: string; readonly start: () => void };

function StartButton({ label, start }: StartButtonProps) {
  return (
    <button type="button" className="btn btn-primary scan-start" onClick={start}>
      <Icon name="camera" /> {label}
    </button>
  );
}

type PhotoFieldProps = {
  readonly read: (text: string) => void;
  readonly fail: (sentence: string) => void;
};

/** A photograph is sharper than a film, and works where the page may not use the camera itself. */
function PhotoField({ read, fail }: PhotoFieldProps) {
  const look = async ({ target }: ChangeEvent<HTMLInputElement>) => {
    const [file] = target.files ?? [];
    if (file === undefined) return;
    const text = await textInPhoto(file).catch(() => undefined);
    target.value = "";
    if (text === undefined)
      fail(say("Nella fotografia non si vede un QR: riprovare da più vicino."));
    else read(text);
  };
  return (
    <label className="scan-photo">
      {say("Oppure una fotografia del QR")}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        onChange={(event) => void look(event)}
      />
    </label>
  );
}

async function textInPhoto(file: Blob): Promise<string | undefined> {
  const detect = await createDetect();
  const picture = await createImageBitmap(file);
  for (let look = 0; look < LOOKS.length; look += 1) {
    const text = await detect(picture);
    if (text !== undefined) return text;
  }
  return undefined;
}
