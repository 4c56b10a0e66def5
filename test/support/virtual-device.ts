import type { Page } from "playwright-core";

/** A phone's own keeper of passkeys, behind its owner's fingerprint. */
export type VirtualDevice = {
  /** Whether the owner confirms when asked. */
  confirms(isConfirmed: boolean): Promise<void>;
};

/** Gives the page a platform authenticator, as phones have one (Chromium's virtual authenticators). */
export async function addVirtualDevice(page: Page): Promise<VirtualDevice> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    confirms: async (isUserVerified) => {
      await session.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });
    },
  };
}
