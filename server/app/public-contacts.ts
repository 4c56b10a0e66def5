import { z } from "zod";

/** Whom people can reach about this service, where the municipality says so. */
export type PublicContacts = {
  /** Where weaknesses of the service are reported, as a link; see `addSecurityText`. */
  readonly securityContact: string | undefined;
  /** The municipality's code in the index of public administrations (IPA). */
  readonly ipaCode: string | undefined;
  /** The office that follows the vouchers: open data, accessibility, people's data. */
  readonly officeEmail: string | undefined;
  /** The data protection officer (*RPD*). */
  readonly privacyEmail: string | undefined;
  /** The municipality's own accessibility statement (*dichiarazione AgID*). */
  readonly accessibilityUrl: string | undefined;
};

export const contactVariables = {
  BORGO_SECURITY_CONTACT: z.url({ protocol: /^(?:https|mailto)$/ }).optional(),
  BORGO_IPA_CODE: z
    .string()
    .regex(/^[a-z0-9_]{3,30}$/i, "è il codice dell'ente in IPA, per esempio c_a123")
    .optional(),
  BORGO_OFFICE_EMAIL: z.email().optional(),
  BORGO_PRIVACY_EMAIL: z.email().optional(),
  BORGO_ACCESSIBILITY_URL: z.url({ protocol: /^https$/ }).optional(),
};

type Values = { readonly [Name in keyof typeof contactVariables]?: string | undefined };

export function publicContacts(values: Values): PublicContacts {
  return {
    securityContact: values.BORGO_SECURITY_CONTACT,
    ipaCode: values.BORGO_IPA_CODE,
    officeEmail: values.BORGO_OFFICE_EMAIL,
    privacyEmail: values.BORGO_PRIVACY_EMAIL,
    accessibilityUrl: values.BORGO_ACCESSIBILITY_URL,
  };
}
