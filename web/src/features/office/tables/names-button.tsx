type NamesButtonProps = {
  readonly isShown: boolean;
  readonly show: (isShown: boolean) => void;
};

/** Names are masked until somebody asks, and the office's log says who did. */
export function NamesButton({ isShown, show }: NamesButtonProps) {
  return (
    <button
      type="button"
      className="btn btn-outline-primary btn-sm"
      aria-pressed={isShown}
      onClick={() => show(!isShown)}
    >
      {isShown ? "Nascondi i nomi" : "Mostra i nomi (resta scritto nel registro)"}
    </button>
  );
}
