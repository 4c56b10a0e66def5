import { AbandonedScreen, AcceptedScreen, RefusedScreen } from "./answer-screens.tsx";
import { AmountScreen } from "./amount-screen.tsx";
import { CardScreen } from "./card-screen.tsx";
import { PasswordScreen } from "./password-screen.tsx";
import type { SaleDesk } from "./use-sale.ts";
import { AskingScreen, DoubtScreen } from "./waiting-screen.tsx";

/** One sale, one decision per screen. */
export function SalePage({ desk }: { readonly desk: SaleDesk }) {
  const { sale, begin, payAgain, retypePassword } = desk;
  switch (sale.step) {
    case "amount":
      return <AmountScreen choose={desk.chooseAmount} />;
    case "card":
      return (
        <CardScreen
          bill={sale.bill}
          choose={(cardCode) => desk.chooseCard(sale.bill, cardCode)}
          cancel={begin}
        />
      );
    case "password":
      return (
        <PasswordScreen
          bill={sale.bill}
          submit={(password) => desk.pay(sale.bill, { cardCode: sale.cardCode, password })}
          cancel={begin}
        />
      );
    case "asking":
      return <AskingScreen bill={sale.bill} />;
    case "doubt":
      return <DoubtScreen pending={sale.pending} />;
    case "accepted":
      return <AcceptedScreen acceptance={sale.acceptance} cash={sale.cash} begin={begin} />;
    case "refused":
      return <RefusedScreen {...sale} {...{ begin, retypePassword, payAgain }} />;
    case "abandoned":
      return <AbandonedScreen bill={sale.bill} {...{ begin, payAgain }} />;
  }
}
