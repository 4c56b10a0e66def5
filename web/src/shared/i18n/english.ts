/** English for the sentences that the pages say in Italian. */
export const ENGLISH: Readonly<Record<string, string>> = {};
