import { useCategories } from "../../../shared/api/list-categories.ts";
import { ProblemAlert } from "../acts/problem-alert.tsx";

type CategoryFieldProps = {
  readonly legend: string;
  readonly hint?: string;
  readonly chosen: readonly number[];
  readonly error: string | undefined;
  readonly choose: (categories: readonly number[]) => void;
};

/** Which categories of shops something is about. */
export function CategoryField({ legend, hint, chosen, error, choose }: CategoryFieldProps) {
  const categories = useCategories();
  const toggle = (number: number, isChosen: boolean) => {
    const others = chosen.filter((category) => category !== number);
    choose(isChosen ? [...others, number] : others);
  };
  return (
    <fieldset className="office-field" aria-describedby={error && "categories-error"}>
      <legend>{legend}</legend>
      {hint === undefined ? null : <small className="office-hint">{hint}</small>}
      {categories.isPending ? <p role="status">Caricamento…</p> : null}
      <ProblemAlert error={categories.error} />
      {categories.data?.length === 0 ? (
        <p>Prima si importano gli esercenti: le categorie sono le loro.</p>
      ) : null}
      {categories.data?.map(({ number, name }) => (
        <div className="form-check" key={number}>
          <input
            id={`category-${number}`}
            type="checkbox"
            checked={chosen.includes(number)}
            onChange={(event) => toggle(number, event.target.checked)}
          />
          <label htmlFor={`category-${number}`}>{name}</label>
        </div>
      ))}
      {error === undefined ? null : (
        <p id="categories-error" className="office-error" tabIndex={-1}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
