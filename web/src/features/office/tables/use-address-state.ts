import { useSearchParams } from "react-router";

/**
 * What a page shows, kept in its address: it survives a reload, a bookmark and the way back. A change of anything but
 * the place in the list begins at the list's start again.
 */
export function useAddressState<const Name extends string>(names: readonly Name[]) {
  const [parameters, setParameters] = useSearchParams();
  const values = Object.fromEntries(
    names.map((name) => [name, parameters.get(name) ?? ""]),
  ) as Record<Name, string>;
  const show = (changes: Readonly<Record<string, string>>) => {
    const next = { ...values, ...changes } as Record<string, string>;
    const given = Object.entries(next).filter(([, value]) => value !== "");
    setParameters(given, { replace: true });
  };
  return [values, show] as const;
}
