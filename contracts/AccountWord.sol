// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

/// @notice All that a card token keeps of one account, in one storage word:
///
///     bits   0..95    balance in cents
///     bits  96..159   highest nonce settled; 0 where none
///     bits 160..191   window: bit i says that nonce (highest - i) has settled
///     bits 192..199   flags
///     bits 200..255   zero
///
/// @dev A word that was ever written never returns to zero: a flag or a nonce stays.
type AccountWord is uint256;

using AccountWords for AccountWord global;

/// @title AccountWords
/// @notice Reads and rewrites account words. Nothing here touches storage.
library AccountWords {
    uint256 internal constant MAX_AMOUNT = type(uint96).max;
    uint256 internal constant WINDOW_SIZE = 32;

    uint256 private constant NONCE_SHIFT = 96;
    uint256 private constant WINDOW_SHIFT = 160;
    uint256 private constant NONCE_MASK = uint256(type(uint64).max);
    uint256 private constant WINDOW_MASK = uint256(type(uint32).max);

    /// @dev The account cannot pay.
    uint256 internal constant BLOCKED = 1 << 192;
    /// @dev Made known by the role that credits accounts: for a voucher, a beneficiary's account.
    uint256 internal constant KNOWN = 1 << 193;
    /// @dev Has received vouchers as a merchant.
    uint256 internal constant MERCHANT = 1 << 194;

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
        return AccountWord.wrap(AccountWord.unwrap(word) + amount);
    }

    /// @dev The caller knows that the balance covers the amount.
    function debit(AccountWord word, uint256 amount) internal pure returns (AccountWord) {
        return AccountWord.wrap(AccountWord.unwrap(word) - amount);
    }

    /// @notice Whether the nonce may still settle. Zero counts as used; so does what does not fit 64 bits.
    function stateOf(AccountWord word, uint256 nonce) internal pure returns (NonceState) {
        if (nonce == 0 || nonce > NONCE_MASK) return NonceState.Used;
        uint256 highest = highestNonce(word);
        if (nonce > highest) return NonceState.Free;
        uint256 behind = highest - nonce;
        if (behind >= WINDOW_SIZE) return NonceState.TooOld;
        return
            (AccountWord.unwrap(word) >> (WINDOW_SHIFT + behind)) & 1 == 0
                ? NonceState.Free
                : NonceState.Used;
    }

    /// @notice The word after a free nonce has settled.
    function settled(AccountWord word, uint256 nonce) internal pure returns (AccountWord) {
        uint256 raw = AccountWord.unwrap(word);
        uint256 highest = highestNonce(word);
        if (nonce <= highest)
            return AccountWord.wrap(raw | (1 << (WINDOW_SHIFT + highest - nonce)));
        uint256 ahead = nonce - highest;
        uint256 window = ((raw >> WINDOW_SHIFT) & WINDOW_MASK);
        window = ahead >= WINDOW_SIZE ? 1 : ((window << ahead) & WINDOW_MASK) | 1;
        raw &= ~((WINDOW_MASK << WINDOW_SHIFT) | (NONCE_MASK << NONCE_SHIFT));
        return AccountWord.wrap(raw | (window << WINDOW_SHIFT) | (nonce << NONCE_SHIFT));
    }
}
