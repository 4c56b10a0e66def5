import { useId } from "react";

import { PHOTOS_MOST } from "#core/offer/judge-board.ts";

import { useAddPhoto, useCloseOffer, useRenewOffer } from "../../../shared/api/board.ts";
import type { Offer } from "../../../shared/api/types.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { STATES } from "./board-words.ts";
import { useShrunkPhoto } from "../../../shared/photo/use-shrunk-photo.ts";

/** What the owner may do: photographs, renewal near the end, taking it down. */
export function OwnOfferActs({ offer }: { readonly offer: Offer }) {
  const { id, state, mayRenew, hiddenReason, photos } = offer;
  const renew = useRenewOffer();
  const close = useCloseOffer();
  return (
    <>
      <p>
        È un annuncio di questa tessera, {STATES[state]}.
        {hiddenReason === undefined ? "" : ` Il Comune ha scritto: «${hiddenReason}».`}
      </p>
      {state === "open" && photos.length < PHOTOS_MOST ? <PhotoField offerId={id} /> : null}
      <ProblemNotice error={renew.error ?? close.error} />
      {mayRenew ? (
        <button
          type="button"
          className="btn btn-primary wallet-wide"
          disabled={renew.isPending}
          onClick={() => renew.mutate(id)}
        >
          Rinnova
        </button>
      ) : null}
      {state === "closed" ? null : (
        <button
          type="button"
          className="btn btn-outline-primary wallet-wide"
          disabled={close.isPending}
          onClick={() => close.mutate(id)}
        >
          Togli l'annuncio
        </button>
      )}
    </>
  );
}

function PhotoField({ offerId }: { readonly offerId: string }) {
  const fieldId = useId();
  const add = useAddPhoto();
  const { isUnusable, choose } = useShrunkPhoto((jpeg) => add.mutate({ offerId, jpeg }));
  return (
    <div className="board-field">
      <label htmlFor={fieldId}>Aggiungi una fotografia</label>
      <input
        id={fieldId}
        type="file"
        accept="image/*"
        className="form-control"
        disabled={add.isPending}
        onChange={(event) => choose(event.target)}
      />
      <small>
        Luogo e ora che il telefono scrive nella fotografia restano sul telefono. Niente persone né
        targhe, per favore.
      </small>
      {isUnusable ? (
        <p className="alert alert-danger" role="alert">
          Questo file non si legge come fotografia: sceglierne un altro.
        </p>
      ) : null}
      <ProblemNotice error={add.error} />
    </div>
  );
}
