import { html, raw } from "hono/html";

import type { InitiativeId } from "#core/shared/ids.ts";

import type { Clock } from "../shared/clock.ts";
import type { Database } from "../shared/database.ts";
import { liveInitiatives } from "./initiatives.ts";

type Deps = { db: Database; clock: Clock; townName: string; publicUrl: string };

/** Longest description that previews show. */
const DESCRIPTION_LENGTH = 200;

const WHEN = new Intl.DateTimeFormat("it-IT", {
  ...{ timeZone: "Europe/Rome", dateStyle: "full", timeStyle: "short" },
});

type Announced = {
  readonly id: InitiativeId;
  readonly title: string;
  readonly place: string;
  readonly starts_at: Date;
  readonly ends_at: Date;
};

/**
 * The page of one initiative, readable without scripts: what links are previewed by stands in its head (Open Graph). Its
 * script counts the visit, and nothing else. Undefined where there is none to read.
 */
export async function initiativePage(deps: Deps, id: InitiativeId) {
  const initiative = await liveInitiatives(deps)
    .select(["title", "body", "place", "starts_at", "ends_at", "picture_text"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (initiative === undefined) return undefined;
  const { title, body, place, picture_text } = initiative;
  const { townName, publicUrl } = deps;
  const url = `${publicUrl}/iniziative/${id}`;
  const picture = `${url}/foto.jpg`;
  const head = html`<meta name="description" content="${descriptionOf(body)}" />
    <meta property="og:type" content="article" />
    <meta property="og:locale" content="it_IT" />
    <meta property="og:site_name" content="${townName}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${descriptionOf(body)}" />
    <meta property="og:url" content="${url}" />
    ${
      picture_text === null
        ? ""
        : html`<meta property="og:image" content="${picture}" />
            <meta property="og:image:type" content="image/jpeg" />
            <meta property="og:image:alt" content="${picture_text}" />`
    }
    <link rel="canonical" href="${url}" />
    <script type="module" src="/iniziative/pagina.js"></script>`;
  const main = html`<article data-initiative="${id}">
    <h1>${title}</h1>
    <dl>
      <dt>Quando</dt>
      <dd>${whenText(initiative)}</dd>
      <dt>Dove</dt>
      <dd>${place}</dd>
    </dl>
    ${picture_text === null ? "" : html`<img src="/iniziative/${id}/foto.jpg" alt="${picture_text}" />`}
    ${paragraphsOf(body).map((lines) => html`<p>${linesOf(lines)}</p>`)}
  </article>`;
  return documentOf({ townName, title, head, main });
}

/** All that can be read now, the first to begin first. */
export async function initiativeListPage(deps: Deps) {
  const rows = await liveInitiatives(deps)
    .select(["id", "title", "place", "starts_at", "ends_at"])
    .orderBy("starts_at")
    .orderBy("id")
    .execute();
  const { townName } = deps;
  const title = "Le iniziative del Comune";
  const main = html`<h1>${title}</h1>
    ${rows.length === 0 ? html`<p>In questo momento non ce ne sono.</p>` : ""}
    <ul>
      ${rows.map(
        (one) =>
          html`<li>
            <a href="/iniziative/${one.id}">${one.title}</a><br />${whenText(one)}, ${one.place}
          </li>`,
      )}
    </ul>`;
  return documentOf({ townName, title, head: html``, main });
}

/** For an address that leads to nothing that can be read. */
export function noInitiativePage({ townName }: Pick<Deps, "townName">) {
  const title = "Iniziativa non trovata";
  const main = html`<h1>${title}</h1>
    <p>È finita, il Comune l'ha ritirata, o l'indirizzo non è giusto.</p>
    <p><a href="/iniziative">Le iniziative del Comune</a></p>`;
  return documentOf({ townName, title, head: html``, main });
}

/** A picture that anybody may see; `undefined` where there is none. */
export async function publicPicture(deps: Deps, id: InitiativeId): Promise<Buffer | undefined> {
  const found = await liveInitiatives(deps).select("jpeg").where("id", "=", id).executeTakeFirst();
  return found?.jpeg ?? undefined;
}

type Page = {
  readonly townName: string;
  readonly title: string;
  readonly head: ReturnType<typeof html>;
  readonly main: ReturnType<typeof html>;
};

function documentOf({ townName, title, head, main }: Page) {
  return html`${raw("<!doctype html>")}
    <html lang="it">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · ${townName}</title>
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/iniziative/pagina.css" />
        ${head}
      </head>
      <body>
        <header><a href="/">${townName}</a></header>
        <main>${main}</main>
        <footer>
          <p>
            Il Comune conta quante persone leggono questa pagina, senza sapere chi sono: niente
            cookie, niente siti di terzi; quello che distingue una visita da un'altra si cancella
            ogni notte.
          </p>
          <p>
            <a href="/iniziative">Tutte le iniziative</a> · <a href="/privacy">Privacy</a> ·
            <a href="/accessibilita">Accessibilità</a>
          </p>
        </footer>
      </body>
    </html>`;
}

/** A day that is the same is said once. */
function whenText({ starts_at, ends_at }: Pick<Announced, "starts_at" | "ends_at">): string {
  return WHEN.formatRange(starts_at, ends_at);
}

function paragraphsOf(body: string): string[] {
  return body.split(/\n\s*\n/).filter((text) => text.trim() !== "");
}

function linesOf(paragraph: string) {
  return paragraph
    .split("\n")
    .map((line, place) => (place === 0 ? html`${line}` : html`<br />${line}`));
}

function descriptionOf(body: string): string {
  const plain = body.replace(/\s+/g, " ").trim();
  return plain.length <= DESCRIPTION_LENGTH
    ? plain
    : `${plain.slice(0, DESCRIPTION_LENGTH - 1).trimEnd()}…`;
}
