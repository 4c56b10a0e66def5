import type { AbiParameter } from "viem";

/** One decoded argument, told apart by how a reader wants to see it. Amounts in cents. */
export type DecodedValue = { readonly name: string; readonly type: string } & (
  | { readonly kind: "amount"; readonly cents: bigint }
  | { readonly kind: "address"; readonly address: string }
  | { readonly kind: "moment"; readonly seconds: number }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly parts: readonly DecodedValue[] }
);

/** The names that our contracts give to amounts of money and to instants: both are plain numbers to an ABI. */
const AMOUNT_NAMES = /^(amounts?|value|cap|total|issued|budget|balance|needed|allowance)$/;
const MOMENT_NAMES = /^(spendableFrom|spendableUntil|settleableUntil|deadline|since|until|from)$/;

/** Decodes arguments by what the ABI says of them; `inherited` names the elements of a list. */
export function decodeValues(
  parameters: readonly AbiParameter[],
  values: readonly unknown[] | Readonly<Record<string, unknown>>,
): DecodedValue[] {
  return parameters.map((parameter, index) => {
    const name = parameter.name ?? String(index + 1);
    const value = Array.isArray(values)
      ? (values as readonly unknown[])[index]
      : (values as Readonly<Record<string, unknown>>)[name];
    return decodeValue(parameter, name, value, name);
  });
}

function decodeValue(
  parameter: AbiParameter,
  label: string,
  value: unknown,
  name: string,
): DecodedValue {
  const { type } = parameter;
  const head = { name: label, type };
  const element = /^(.*)\[\d*\]$/.exec(type)?.[1];
  if (element !== undefined && Array.isArray(value)) {
    const parts = value.map((item, index) =>
      decodeValue({ ...parameter, type: element }, String(index + 1), item, name),
    );
    return { ...head, kind: "group", parts };
  }
  if ("components" in parameter)
    return {
      ...head,
      kind: "group",
      parts: decodeValues(parameter.components, value as Readonly<Record<string, unknown>>),
    };
  if (type === "address") return { ...head, kind: "address", address: String(value) };
  if (type.startsWith("uint") && AMOUNT_NAMES.test(name))
    return { ...head, kind: "amount", cents: BigInt(value as bigint) };
  if (/^uint(32|40|48|64)$/.test(type) && MOMENT_NAMES.test(name))
    return { ...head, kind: "moment", seconds: Number(value) };
  return { ...head, kind: "text", text: String(value) };
}
