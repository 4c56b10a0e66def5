import { useMutation } from "@tanstack/react-query";

import { request } from "./request.ts";
import type { CardCredentials } from "./view-card.ts";

export type PasswordChange = CardCredentials & { readonly newPassword: string };

async function changePassword(change: PasswordChange): Promise<void> {
  await request("/api/card-passwords", { method: "POST", json: change });
}

export function useChangePassword() {
  return useMutation({ mutationFn: changePassword, gcTime: 0 });
}
