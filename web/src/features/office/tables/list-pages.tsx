type ListPagesProps = {
  /** Whether this is not the list's start. */
  readonly isLater: boolean;
  readonly hasMore: boolean;
  readonly showFirst: () => void;
  readonly showNext: () => void;
};

/** What stands in the place of rows where an address leads behind a list's last one. */
export const LIST_ENDED = "Qui l'elenco è finito: tornare all'inizio.";

/** Moves through a list too long to be counted: to its start, and on. The way back is the browser's own. */
export function ListPages({ isLater, hasMore, showFirst, showNext }: ListPagesProps) {
  if (!isLater && !hasMore) return null;
  return (
    <nav aria-label="Pagine dell'elenco" className="office-choices-row">
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={!isLater}
        onClick={showFirst}
      >
        Dall'inizio
      </button>
      <button
        type="button"
        className="btn btn-outline-primary btn-sm"
        disabled={!hasMore}
        onClick={showNext}
      >
        Successivi
      </button>
    </nav>
  );
}
