import { type ReactNode, useEffect } from "react";
import { Link } from "react-router";

type PageLayoutProps = { readonly title: string; readonly children: ReactNode };

/** What every page has: a way past the header for who uses the keyboard, the site's name, the page itself. */
export function PageLayout({ title, children }: PageLayoutProps) {
  useEffect(() => {
    document.title = title === "Borgo" ? title : `${title} – Borgo`;
  }, [title]);
  return (
    <>
      <a href="#main" className="visually-hidden-focusable page-skip">
        Vai al contenuto
      </a>
      <header className="page-header">
        <div className="container">
          <Link to="/">Borgo</Link>
        </div>
      </header>
      <main id="main" tabIndex={-1} className="container py-4">
        {children}
      </main>
      <footer className="page-footer">
        <div className="container">
          <Link to="/accessibilita">Accessibilità</Link> · <Link to="/privacy">Privacy</Link>
        </div>
      </footer>
    </>
  );
}
