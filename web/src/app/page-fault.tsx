import { Component, type ErrorInfo, type ReactNode } from "react";

type PageFaultProps = { readonly children: ReactNode };
type PageFaultState = { readonly hasFailed: boolean };

/** Where a page breaks, it says so instead of going blank. */
export class PageFault extends Component<PageFaultProps, PageFaultState> {
  override state: PageFaultState = { hasFailed: false };

  static getDerivedStateFromError(): PageFaultState {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="container py-4" role="alert">
        <h1>La pagina si è interrotta</h1>
        <p>Quello che era stato firmato o inviato non è andato perso. Ricaricare per continuare.</p>
        <button type="button" className="btn btn-primary" onClick={() => location.reload()}>
          Ricarica
        </button>
      </main>
    );
  }
}
