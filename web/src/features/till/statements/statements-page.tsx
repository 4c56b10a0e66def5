import { useTillStatements } from "../../../shared/api/list-till-statements.ts";
import { say } from "../../../shared/i18n/say.ts";
import { ProblemNotice } from "../../../shared/ui/problem-notice.tsx";
import { ScreenTitle } from "../../../shared/ui/screen-title.tsx";
import { PresentableList } from "./presentable-list.tsx";
import { StatementList } from "./statement-list.tsx";
import "./statements.css";

/** What the town owes the shop: asked for with one touch, then followed until the bank paid. */
export function StatementsPage() {
  const statements = useTillStatements();
  return (
    <section aria-labelledby="statements-title">
      <ScreenTitle id="statements-title" className="till-title">
        {say("Rimborsi dal Comune")}
      </ScreenTitle>
      <ProblemNotice error={statements.error} />
      {statements.isPending ? <p role="status">{say("Caricamento…")}</p> : null}
      {statements.data === undefined ? null : (
        <>
          <PresentableList items={statements.data.presentable} />
          <StatementList statements={statements.data.statements} />
        </>
      )}
    </section>
  );
}
