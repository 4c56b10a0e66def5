/** Where the tokens' pictures are, below the site's address: for wallets and explorers anywhere, so they never move. */
export const LOGOS = "/loghi";
export const VOUCHER_LOGO = `${LOGOS}/buono.svg`;
export const LOCAL_VALUE_LOGO = `${LOGOS}/valore-locale.svg`;
/** Where the list of the town's tokens is. */
export const TOKEN_LIST = "/opendata/tokenlist.json";
