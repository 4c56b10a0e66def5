import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { readTill, readTillOptions } from "../../../shared/api/read-till.ts";
import { problemCode } from "../../../shared/api/request.ts";
import {
  bindTill,
  challengeTill,
  offerPasskey,
  unbindTill,
  unlockTill,
} from "../../../shared/api/till-passkey.ts";
import type { Till } from "../../../shared/api/types.ts";

/** The device itself did not do it: whoever holds it declined or waited too long, or it cannot. */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly isDeclined: boolean;

  constructor(cause: unknown) {
    super("The device gave no answer.", { cause });
    this.isDeclined = cause instanceof Error && cause.name === "NotAllowedError";
  }
}

/** The service takes a domain's name for the site, never an address in figures. */
const IN_FIGURES = /^[\d.]+$|:/;

/** Whether this device can hold a key for this site and asks its owner before it uses it; `undefined`: not known yet. */
export function useCanBind(): boolean | undefined {
  const [canBind, setCanBind] = useState<boolean>();
  useEffect(() => void askDevice().then(setCanBind, () => setCanBind(false)), []);
  return canBind;
}

async function askDevice(): Promise<boolean> {
  const { PublicKeyCredential: passkeys } = globalThis as {
    PublicKeyCredential?: Partial<typeof PublicKeyCredential>;
  };
  if (IN_FIGURES.test(location.hostname)) return false;
  return (await passkeys?.isUserVerifyingPlatformAuthenticatorAvailable?.()) === true;
}

/** Loaded only where a device is about to be asked: most visits of the till never do. */
const loadPasskeys = () => import("@simplewebauthn/browser");

async function bind(): Promise<Till> {
  const optionsJSON = await offerPasskey();
  const { startRegistration } = await loadPasskeys();
  return bindTill(await answered(startRegistration({ optionsJSON })));
}

async function unlock(): Promise<Till> {
  const optionsJSON = await challengeTill();
  const { startAuthentication } = await loadPasskeys();
  return unlockTill(await answered(startAuthentication({ optionsJSON })));
}

async function answered<Answer>(asked: Promise<Answer>): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    throw new DeviceError(error);
  }
}

async function unbind(): Promise<Till> {
  await unbindTill();
  return readTill();
}

/** A change of how the till is bound. Where it turns out to be no till any more, that is asked again. */
function usePasskeyChange(change: () => Promise<Till>) {
  const client = useQueryClient();
  const { queryKey } = readTillOptions();
  return useMutation({
    mutationFn: change,
    gcTime: 0,
    onSuccess: (till) => client.setQueryData(queryKey, till),
    onError: async (error) => {
      if (problemCode(error) === "till_required") await client.invalidateQueries({ queryKey });
    },
  });
}

/** Binds this till to the device that it runs on. */
export function useBindTill() {
  return usePasskeyChange(bind);
}

/** Opens a locked till with the device that it is bound to. */
export function useUnlockTill() {
  return usePasskeyChange(unlock);
}

export function useUnbindTill() {
  return usePasskeyChange(unbind);
}
