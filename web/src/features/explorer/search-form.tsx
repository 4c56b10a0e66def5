import { type FormEvent, useState } from "react";
import { useNavigate } from "react-router";

/** Where to look a text up; `undefined` where it is neither transaction, address nor block. */
export function placeOf(text: string): string | undefined {
  const plain = text.trim();
  if (/^0x[0-9a-f]{64}$/i.test(plain)) return `/catena/tx/${plain}`;
  if (/^0x[0-9a-f]{40}$/i.test(plain)) return `/catena/indirizzo/${plain}`;
  const number = plain.replaceAll(".", "");
  return /^\d{1,15}$/.test(number) ? `/catena/blocco/${number}` : undefined;
}

export function SearchForm() {
  const [text, setText] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const place = placeOf(text);
    setIsWrong(place === undefined);
    if (place !== undefined) void navigate(place);
  };
  return (
    <form role="search" onSubmit={submit} className="explorer-search">
      <label htmlFor="explorer-search">Transazione, indirizzo o numero di blocco</label>
      <div className="explorer-search-line">
        <input
          id="explorer-search"
          type="text"
          className="form-control"
          autoComplete="off"
          spellCheck={false}
          value={text}
          aria-invalid={isWrong}
          aria-describedby={isWrong ? "explorer-search-error" : undefined}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="btn btn-primary">
          Cerca
        </button>
      </div>
      {isWrong ? (
        <p id="explorer-search-error" role="alert" className="explorer-error">
          Scrivere un codice che comincia con 0x (64 cifre una transazione, 40 un indirizzo) o il
          numero di un blocco.
        </p>
      ) : null}
    </form>
  );
}
