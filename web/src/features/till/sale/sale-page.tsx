import { AbandonedScreen, RefusedScreen } from "./no-screens.tsx";
import { AcceptedScreen } from "./accepted-screen.tsx";
import { AmountScreen } from "./amount-screen.tsx";
import { CardScreen } from "./card-screen.tsx";
import { ConfirmingScreen } from "./confirming-screen.tsx";
import { CoverScreen } from "./cover-screen.tsx";
import { PasswordScreen } from "./password-screen.tsx";
import type { SaleDesk } from "./use-sale.ts";
import { AskingScreen, CoveringScreen, DoubtScreen, UnreachedScreen } from "./waiting-screen.tsx";

type SalePageProps = {
  readonly desk: SaleDesk;
  readonly largestPaymentCents: string;
};

/** One sale, one decision per screen. */
export function SalePage({ desk, largestPaymentCents }: SalePageProps) {
  const { sale, begin, payAgain, retypePassword, changeCard } = desk;
  switch (sale.step) {
    case "amount":
      return <AmountScreen largest={largestPaymentCents} choose={desk.chooseAmount} />;
    case "card":
      return (
        <CardScreen
          bill={sale.bill}
          choose={(card) => desk.chooseCard(sale.bill, card)}
          cancel={begin}
        />
      );
    case "covering":
      return <CoveringScreen cancel={begin} />;
    case "unreached":
      return <UnreachedScreen retry={() => desk.chooseCard(sale.bill, sale.card)} cancel={begin} />;
    case "cover":
      return (
        <CoverScreen {...sale} agree={() => desk.agree(sale.bill, sale.card)} cancel={begin} />
      );
    case "password":
      return (
        <PasswordScreen
          bill={sale.bill}
          submit={(password) => desk.pay(sale.bill, sale.card, password)}
          cancel={begin}
        />
      );
    case "asking":
      return <AskingScreen bill={sale.bill} />;
    case "confirming":
      return (
        <ConfirmingScreen bill={sale.bill} cancel={() => desk.giveUp(sale.bill, sale.pending)} />
      );
    case "doubt":
      return <DoubtScreen pending={sale.pending} />;
    case "accepted":
      return <AcceptedScreen acceptance={sale.acceptance} cash={sale.cash} begin={begin} />;
    case "refused":
      return <RefusedScreen {...sale} {...{ begin, retypePassword, payAgain, changeCard }} />;
    case "abandoned":
      return <AbandonedScreen bill={sale.bill} {...{ begin, payAgain }} />;
  }
}
