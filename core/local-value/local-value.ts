import type { ProgrammeId } from "../shared/ids.ts";

/**
 * Where the town's local value stands among the tokens. What counts value counts it by token, and a voucher's token has
 * its programme's id; local value belongs to no programme, so it has this one. The database knows it as `token`.
 */
export const LOCAL_VALUE = "10ca1000-0000-4000-8000-000000000000" as ProgrammeId;

/** Name and symbol of its token, as wallets and explorers show them. */
export const LOCAL_TOKEN = { name: "Valore locale", symbol: "LOCALE" } as const;
