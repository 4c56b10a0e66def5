import { DraftField } from "../programmes/draft-field.tsx";

type DraftFieldsProps<Field extends string> = {
  readonly fields: readonly (readonly [
    field: Field,
    label: string,
    type: "text" | "date" | "datetime-local",
  ])[];
  readonly draft: Readonly<Record<Field, string>>;
  readonly errors: Partial<Readonly<Record<Field, string>>>;
  readonly change: (field: Field, text: string) => void;
};

/** A form's plain fields, in their order. */
export function DraftFields<Field extends string>(props: DraftFieldsProps<Field>) {
  const { fields, draft, errors, change } = props;
  return fields.map(([field, label, type]) => (
    <DraftField
      key={field}
      label={label}
      type={type}
      value={draft[field]}
      error={errors[field]}
      onChange={(text) => change(field, text)}
    />
  ));
}
