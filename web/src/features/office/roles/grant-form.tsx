import { type FormEvent, useState } from "react";
import { isAddress } from "viem";

import { ROLES, type Role } from "#core/chain/roles.ts";
import { addressOf } from "#core/shared/ids.ts";

import { DraftField } from "../programmes/draft-field.tsx";
import { focusFirstError } from "../programmes/focus-first-error.ts";
import { ROLE_NAMES } from "../session/role-names.ts";
import type { RoleChange } from "./read-roles.ts";
import { ROLE_TASKS } from "./role-texts.ts";

type GrantFormProps = {
  readonly isHeld: (role: Role, account: string) => boolean;
  readonly propose: (change: RoleChange) => void;
};

/** Whom to give which role. What is typed is checked as an address with its checksum, where it has one. */
export function GrantForm({ isHeld, propose }: GrantFormProps) {
  const [account, setAccount] = useState("");
  const [role, setRole] = useState<Role>("merchants");
  const [error, setError] = useState<string>();
  const problemOf = (typed: string, wanted: Role) => {
    if (!isAddress(typed))
      return "Non è un indirizzo: copiarlo intero dal portafoglio, da 0x in poi.";
    return isHeld(wanted, addressOf(typed)) ? "Ha già questo ruolo." : undefined;
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = account.trim();
    const found = problemOf(typed, role);
    setError(found);
    if (found !== undefined) return focusFirstError(event.currentTarget);
    propose({ kind: "grant", role, account: addressOf(typed) });
  };
  return (
    <form noValidate onSubmit={submit} className="office-form">
      <DraftField
        label="Indirizzo del portafoglio"
        hint="Quello che la persona usa per entrare qui."
        value={account}
        error={error}
        onChange={setAccount}
      />
      <fieldset className="office-field">
        <legend>Ruolo</legend>
        {ROLES.map((one) => (
          <div className="form-check" key={one}>
            <input
              id={`role-${one}`}
              type="radio"
              name="role"
              checked={role === one}
              onChange={() => setRole(one)}
            />
            <label htmlFor={`role-${one}`}>
              {ROLE_NAMES[one]}: {ROLE_TASKS[one]}
            </label>
          </div>
        ))}
      </fieldset>
      <button type="submit" className="btn btn-outline-primary">
        Prepara
      </button>
    </form>
  );
}
