import { type Clock, systemClock } from "../../server/shared/clock.ts";

/** The machine's clock, which a test can put forward. */
export type MovingClock = Clock & { advance(milliseconds: number): void };

export function createMovingClock(): MovingClock {
  let ahead = 0;
  return {
    now: () => new Date(systemClock.now().getTime() + ahead),
    sleep: systemClock.sleep,
    advance: (milliseconds) => void (ahead += milliseconds),
  };
}
