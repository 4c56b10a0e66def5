import type { Programme } from "../../../shared/api/types.ts";

/** How the accounts office knows the programme; nothing where nobody said. */
export function AccountingLine({ programme }: { readonly programme: Programme }) {
  const { budgetChapter, commitment, fundingSource, cup } = programme;
  const facts = [
    ["Capitolo", budgetChapter],
    ["impegno", commitment],
    ["fonte", fundingSource],
    ["CUP", cup],
  ].filter(([, value]) => value !== undefined);
  if (facts.length === 0) return null;
  return <p>{facts.map(([name, value]) => `${name} ${value}`).join(", ")}.</p>;
}
