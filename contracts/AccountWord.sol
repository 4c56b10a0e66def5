// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @notice All that a card token keeps of one account, in one storage word:
///
///     bits   0..95    balance in cents
///     bits  96..159   highest nonce settled; 0 where none
///     bits 160..191   window: bit i says that nonce (highest - i) has settled
///     bits 192..199   flags
///     bits 200..231   statements: every one up to this number is redeemed; merchants only, as the next
///     bits 232..255   statements ahead: bit i says that number (up to + 1 + i) is redeemed; bit 0 is never set
///
/// @dev A word that was ever written never returns to zero: a flag or a nonce stays.
type AccountWord is uint256;

using AccountWords for AccountWord global;

/// @title AccountWords
/// @notice Reads and rewrites account words. Nothing here touches storage.
library AccountWords {
    uint256 internal constant MAX_AMOUNT = type(uint96).max;
    uint256 internal constant WINDOW_SIZE = 32;

    /// @dev A statement is redeemed at most this far ahead of the first that is not.
    uint256 internal constant STATEMENTS_AHEAD = 24;

    uint256 private constant NONCE_SHIFT = 96;
    uint256 private constant WINDOW_SHIFT = 160;
    uint256 private constant NONCE_MASK = uint256(type(uint64).max);
    uint256 private constant WINDOW_MASK = uint256(type(uint32).max);
    uint256 private constant REDEEMED_SHIFT = 200;
    uint256 private constant AHEAD_SHIFT = 232;
    uint256 private constant REDEEMED_MASK = uint256(type(uint32).max);

    /// @dev The account cannot pay.
    uint256 internal constant BLOCKED = 1 << 192;
    /// @dev Made known by the role that credits accounts: for a voucher, a beneficiary's account.
    uint256 internal constant KNOWN = 1 << 193;
    /// @dev Has received vouchers as a merchant.
    uint256 internal constant MERCHANT = 1 << 194;
    /// @dev A merchant that the registry admitted, and has not dismissed since: it need not be asked again.
    uint256 internal constant ADMITTED = 1 << 195;

    /// @notice How a nonce stands against what the account has settled.
    enum NonceState {
        Free,
        Used,
        TooOld
    }

    function balance(AccountWord word) internal pure returns (uint256) {
        return AccountWord.unwrap(word) & MAX_AMOUNT;
    }

    function highestNonce(AccountWord word) internal pure returns (uint256) {
        return (AccountWord.unwrap(word) >> NONCE_SHIFT) & NONCE_MASK;
    }

    function has(AccountWord word, uint256 flag) internal pure returns (bool) {
        return AccountWord.unwrap(word) & flag != 0;
    }

    function with(AccountWord word, uint256 flag) internal pure returns (AccountWord) {
        return AccountWord.wrap(AccountWord.unwrap(word) | flag);
    }

    function without(AccountWord word, uint256 flag) internal pure returns (AccountWord) {
        return AccountWord.wrap(AccountWord.unwrap(word) & ~flag);
    }

    /// @dev The caller knows that the sum stays within 96 bits: all balances together never exceed the supply.
    function credit(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        unchecked {
            return AccountWord.wrap(AccountWord.unwrap(word) + amount);
        }
    }

    /// @dev The caller knows that the balance covers the amount.
    function debit(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        unchecked {
            return AccountWord.wrap(AccountWord.unwrap(word) - amount);
        }
    }

    /// @notice Whether the nonce may still settle. Zero counts as used; so does what does not fit 64 bits.
    function stateOf(AccountWord word, uint256 nonce) internal pure returns (NonceState state) {
        (state, ) = settled(word, nonce);
    }

    /// @notice How the nonce stands, and the word after it has settled; the same word where it may not.
    function settled(
        AccountWord word,
        uint256 nonce
    ) internal pure returns (NonceState state, AccountWord left) {
        uint256 raw = AccountWord.unwrap(word);
        uint256 highest = highestNonce(word);
        // No underflow and no overflow: each difference is taken where it is known to be positive, and both are 64 bits.
        unchecked {
            if (nonce > highest) {
                if (nonce > NONCE_MASK) state = NonceState.Used;
                else {
                    // A shift by 256 or more leaves nothing, as it should.
                    uint256 window = (raw >> WINDOW_SHIFT) & WINDOW_MASK;
                    window = ((window << (nonce - highest)) & WINDOW_MASK) | 1;
                    raw &= ~((WINDOW_MASK << WINDOW_SHIFT) | (NONCE_MASK << NONCE_SHIFT));
                    raw |= (window << WINDOW_SHIFT) | (nonce << NONCE_SHIFT);
                }
            } else if (nonce == 0) {
                state = NonceState.Used;
            } else if (highest - nonce >= WINDOW_SIZE) {
                state = NonceState.TooOld;
            } else {
                uint256 bit = 1 << (WINDOW_SHIFT + highest - nonce);
                if (raw & bit != 0) state = NonceState.Used;
                else raw |= bit;
            }
        }
        left = AccountWord.wrap(raw);
    }

    /// @notice Every statement up to this number is redeemed.
    function redeemedUpTo(AccountWord word) internal pure returns (uint256) {
        return (AccountWord.unwrap(word) >> REDEEMED_SHIFT) & REDEEMED_MASK;
    }

    /// @notice Whether the statement with this number is redeemed. Zero counts as redeemed.
    function isRedeemed(AccountWord word, uint32 number) internal pure returns (bool) {
        uint256 upTo = redeemedUpTo(word);
        if (number <= upTo) return true;
        // No underflow: the number is above. A shift past the last place leaves nothing, as it should.
        unchecked {
            return ((AccountWord.unwrap(word) >> AHEAD_SHIFT) >> (number - upTo - 1)) & 1 != 0;
        }
    }

    /// @notice Whether the statement may be redeemed, and the word after that; the same word where it may not: it is
    /// redeemed already, or too far ahead.
    /// @dev No number is ever passed over: one that is not redeemed stays open for good, and holds up those that are too far
    /// ahead of it. So nothing that is owed is stranded, and one wrong number cannot use up all the others.
    function redeemed(
        AccountWord word,
        uint32 number
    ) internal pure returns (bool isOpen, AccountWord left) {
        left = word;
        if (isRedeemed(word, number)) return (false, left);
        uint256 raw = AccountWord.unwrap(word);
        uint256 upTo = redeemedUpTo(word);
        // No underflow: the number is above. No overflow: `upTo` stops at a number, which is 32 bits.
        unchecked {
            uint256 place = number - upTo - 1;
            if (place >= STATEMENTS_AHEAD) return (false, left);
            uint256 ahead = (raw >> AHEAD_SHIFT) | (1 << place);
            while (ahead & 1 != 0) {
                ahead >>= 1;
                ++upTo;
            }
            raw &= (1 << REDEEMED_SHIFT) - 1;
            left = AccountWord.wrap(raw | (upTo << REDEEMED_SHIFT) | (ahead << AHEAD_SHIFT));
        }
        isOpen = true;
    }
}
