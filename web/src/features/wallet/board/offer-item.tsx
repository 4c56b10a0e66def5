import type { Offer } from "../../../shared/api/types.ts";
import { SIDES } from "../../../shared/ui/offer-words.ts";
import type { Go } from "./board-page.tsx";
import { CATEGORIES, priceText } from "./board-words.ts";
import { Photo } from "./photo.tsx";

type OfferItemProps = { readonly offer: Offer; readonly go: Go };

/** One offer in a list: enough to know whether to open it. */
export function OfferItem({ offer, go }: OfferItemProps) {
  const { id, side, title, category, zone, photos } = offer;
  return (
    <li className="board-item">
      {photos[0] === undefined ? null : <Photo id={photos[0]} title="" isSmall />}
      <div>
        <button type="button" className="board-link" onClick={() => go({ at: "offer", id })}>
          {SIDES[side]}: {title}
        </button>
        <span>{priceText(offer)}</span>
        <span>
          {CATEGORIES[category]} · {zone}
        </span>
      </div>
    </li>
  );
}
