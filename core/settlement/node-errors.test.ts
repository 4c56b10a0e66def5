import { expect } from "chai";

import { type SendOutcome, meaningOfSendError } from "./node-errors.ts";

/** What each client says, in its own words, and what it means. */
const TEXTS: Readonly<Record<string, readonly (readonly [string, SendOutcome])[]>> = {
  geth: [
    ["already known", "already_known"],
    ["nonce too low: address 0xf39F, tx: 4 state: 5", "nonce_too_low"],
    ["nonce too high: address 0xf39F, tx: 9 state: 5", "nonce_too_high"],
    ["transaction underpriced: gas tip cap 0, minimum needed 1000000", "underpriced"],
    ["replacement transaction underpriced", "underpriced"],
    ["max fee per gas less than block base fee: maxFeePerGas: 1, baseFee: 7", "underpriced"],
    ["insufficient funds for gas * price + value: balance 0, tx cost 21000", "insufficient_funds"],
    ["txpool is full", "pool_full"],
    ["account limit exceeded: pooled 16 txs", "pool_full"],
    ["in-flight transaction limit reached for delegated accounts", "pool_full"],
    ["future transaction tries to replace pending", "pool_full"],
    ["exceeds block gas limit", "refused"],
    ["transaction gas limit too high (cap: 16777216, tx: 20000000)", "refused"],
    ["intrinsic gas too low: gas 20000, minimum needed 21000", "refused"],
    ["tx fee (1.68 ether) exceeds the configured cap (1.00 ether)", "refused"],
    ["oversized data: transaction size 131200, limit 131072", "refused"],
  ],
  reth: [
    ["already known", "already_known"],
    ["[0xabcd]: already imported", "already_known"],
    ["nonce too low: next nonce 82, tx nonce 81", "nonce_too_low"],
    ["nonce too high", "nonce_too_high"],
    ["replacement transaction underpriced", "underpriced"],
    ["insufficient gas price to replace existing transaction", "underpriced"],
    ["transaction feeCap 1 below chain minimum", "underpriced"],
    ["insufficient funds for gas * price + value: have 0 want 21000", "insufficient_funds"],
    ["transaction overdraws from account", "insufficient_funds"],
    ["txpool is full", "pool_full"],
    ["transaction discarded outright due to pool size constraints", "pool_full"],
    ["rejected due to 0xf39F being identified as a spammer", "pool_full"],
    ["transaction's gas limit 40000000 exceeds block's gas limit 30000000", "refused"],
  ],
  anvil: [
    ["transaction already imported", "already_known"],
    ["nonce too low", "nonce_too_low"],
    ["replacement transaction underpriced", "underpriced"],
    ["max fee per gas less than block base fee", "underpriced"],
    ["Insufficient funds for gas * price + value", "insufficient_funds"],
    ["intrinsic gas too high -- tx.gas_limit > env.block.gas_limit", "refused"],
  ],
  Nethermind: [
    ["AlreadyKnown", "already_known"],
    ["OldNonce, Current nonce: 5, nonce of rejected tx: 4.", "nonce_too_low"],
    ["NonceGap, Future nonce. Expected nonce: 5", "nonce_too_high"],
    ["NonceTooFarInFuture", "nonce_too_high"],
    ["FeeTooLow, MaxFeePerGas too low. MaxFeePerGas: 1, BaseFee: 7", "underpriced"],
    ["FeeTooLowToCompete", "underpriced"],
    ["ReplacementNotAllowed", "underpriced"],
    ["InsufficientFunds, Account balance: 0, cumulative cost: 21000", "insufficient_funds"],
  ],
  Besu: [
    ["Known transaction", "already_known"],
    ["Nonce too low", "nonce_too_low"],
    ["Transaction nonce below sender account nonce", "nonce_too_low"],
    ["Transaction nonce too distant from current sender nonce", "nonce_too_high"],
    ["Replacement transaction underpriced", "underpriced"],
    ["Gas price below configured minimum gas price", "underpriced"],
    ["Upfront cost exceeds account balance", "insufficient_funds"],
    ["Transaction gas limit exceeds block gas limit", "refused"],
    ["Transaction fee cap exceeded", "refused"],
  ],
  Erigon: [
    ["already known", "already_known"],
    ["nonce too low", "nonce_too_low"],
    ["underpriced", "underpriced"],
    ["could not replace existing tx", "underpriced"],
    ["insufficient funds", "insufficient_funds"],
  ],
  Arbitrum: [
    ["nonce too low: address 0xf39F, tx: 4 state: 5", "nonce_too_low"],
    ["nonce too high: address 0xf39F, tx: 9 state: 5", "nonce_too_high"],
    ["max fee per gas less than block base fee: address 0xf39F", "underpriced"],
    ["insufficient funds for gas * price + value", "insufficient_funds"],
  ],
};

describe("What nodes say to a transaction", () => {
  for (const [client, texts] of Object.entries(TEXTS))
    it(`understands ${client}`, () => {
      for (const [text, meaning] of texts) expect(meaningOfSendError(text), text).to.equal(meaning);
    });

  it("takes what it does not know for sent", () => {
    for (const text of ["", "internal error", "429 Too Many Requests", "execution reverted"])
      expect(meaningOfSendError(text), text).to.equal("unknown");
  });
});
