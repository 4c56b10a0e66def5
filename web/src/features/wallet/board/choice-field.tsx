import { useId } from "react";

type ChoiceFieldProps<Value extends string> = {
  readonly label: string;
  /** What stands for no choice; without it one is always made. */
  readonly none?: string;
  readonly values: readonly Value[];
  readonly names: Readonly<Record<Value, string>>;
  readonly value: Value | undefined;
  readonly choose: (value: Value | undefined) => void;
};

export function ChoiceField<Value extends string>(props: ChoiceFieldProps<Value>) {
  const { label, none, values, names, value, choose } = props;
  const id = useId();
  return (
    <div className="board-field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="form-select"
        value={value ?? ""}
        onChange={(event) => choose(values.find((one) => one === event.target.value))}
      >
        {none === undefined ? null : <option value="">{none}</option>}
        {values.map((one) => (
          <option key={one} value={one}>
            {names[one]}
          </option>
        ))}
      </select>
    </div>
  );
}
