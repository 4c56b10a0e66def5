// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccountWord, AccountWords} from "../../contracts/AccountWord.sol";
import {within} from "./Vm.sol";

/// @notice The packed word against plain variables: a set of numbers, a balance, flags.
contract AccountWordTest {
    mapping(uint256 nonce => bool isUsed) private _used;

    /// @dev Steps of one byte keep most numbers near the window's edges, where a mistake would be.
    function testFuzz_windowEqualsASetOfNumbers(uint8[48] calldata steps, uint64 start) external {
        AccountWord word;
        uint256 highest = 0;
        uint256 base = within(start, 1, type(uint64).max - 48 * 40);
        for (uint256 i = 0; i < steps.length; ++i) {
            uint256 nonce = base + within(steps[i], 0, 80) + (i * 40) / 3;
            AccountWords.NonceState expected = _stateInSet(nonce, highest);
            assert(word.stateOf(nonce) == expected);
            if (expected != AccountWords.NonceState.Free) continue;
            (, word) = word.settled(nonce);
            _used[nonce] = true;
            if (nonce > highest) highest = nonce;
            assert(word.highestNonce() == highest);
            assert(word.stateOf(nonce) == AccountWords.NonceState.Used);
        }
    }

    /// @dev Redeemed in any order near the first that is open; each only once, whatever came before.
    function testFuzz_statementsEqualASetOfNumbers(uint8[64] calldata steps, uint8 start) external {
        AccountWord word = AccountWord.wrap(uint256(start) << 200);
        for (uint256 i = 1; i <= start; ++i) _used[i] = true;
        uint256 firstOpen = uint256(start) + 1;
        for (uint256 i = 0; i < steps.length; ++i) {
            uint32 number = uint32(
                within(steps[i], firstOpen > 4 ? firstOpen - 4 : 0, firstOpen + 26)
            );
            (bool isOpen, AccountWord left) = word.redeemed(number);
            bool isUsed = number == 0 || _used[number];
            assert(word.isRedeemed(number) == isUsed);
            assert(isOpen == (!isUsed && number < firstOpen + 24));
            assert(isOpen || AccountWord.unwrap(left) == AccountWord.unwrap(word));
            if (isOpen) _used[number] = true;
            while (_used[firstOpen]) ++firstOpen;
            word = left;
            assert(word.redeemedUpTo() == firstOpen - 1);
        }
    }

    /// @dev At the very end of the numbers nothing runs into the bits beside.
    function testFuzz_theLastStatementsThereAre(uint8[24] calldata order) external {
        uint256 start = uint256(type(uint32).max) - 24;
        AccountWord word = AccountWord.wrap(start << 200);
        for (uint256 i = 0; i < order.length; ++i) {
            uint32 number = uint32(start + within(order[i], 1, 24));
            (bool isOpen, AccountWord left) = word.redeemed(number);
            assert(isOpen == !_used[number]);
            _used[number] = true;
            word = left;
        }
        for (uint256 number = start + 1; number <= type(uint32).max; ++number)
            assert(word.isRedeemed(uint32(number)) == _used[number]);
        assert(uint200(AccountWord.unwrap(word)) == 0);
    }

    function _stateInSet(
        uint256 nonce,
        uint256 highest
    ) private view returns (AccountWords.NonceState) {
        if (highest >= 32 && nonce <= highest - 32) return AccountWords.NonceState.TooOld;
        return _used[nonce] ? AccountWords.NonceState.Used : AccountWords.NonceState.Free;
    }

    function testFuzz_numbersBeyond64BitsAndZeroAreNeverFree(
        uint256 raw,
        uint256 nonce
    ) external pure {
        nonce = within(nonce, uint256(type(uint64).max) + 1, type(uint256).max);
        AccountWord word = AccountWord.wrap(raw);
        assert(word.stateOf(nonce) == AccountWords.NonceState.Used);
        assert(word.stateOf(0) == AccountWords.NonceState.Used);
    }

    /// @dev Whatever a word holds, one field's change leaves all the others as they were.
    function testFuzz_fieldsDoNotTouchEachOther(
        uint256 raw,
        uint96 amount,
        uint64 nonce
    ) external pure {
        AccountWord word = AccountWord.wrap(raw);
        uint256 room = AccountWords.MAX_AMOUNT - word.balance();
        uint256 credited = within(amount, 0, room);
        AccountWord after_ = word.credit(credited);
        assert(after_.balance() == word.balance() + credited);
        assert(AccountWord.unwrap(after_) >> 96 == raw >> 96);
        assert(AccountWord.unwrap(after_.debit(credited)) == raw);

        if (word.stateOf(nonce) == AccountWords.NonceState.Free) {
            (, AccountWord settled) = word.settled(nonce);
            assert(settled.balance() == word.balance());
            assert(AccountWord.unwrap(settled) >> 192 == raw >> 192);
        }
        (, AccountWord redeemed) = word.redeemed(uint32(nonce));
        assert(uint200(AccountWord.unwrap(redeemed)) == uint200(raw));
    }

    function testFuzz_flagsAreSetAndClearedAlone(uint256 raw) external pure {
        AccountWord word = AccountWord.wrap(raw);
        uint256[3] memory flags = [AccountWords.BLOCKED, AccountWords.KNOWN, AccountWords.MERCHANT];
        for (uint256 i = 0; i < flags.length; ++i) {
            assert(word.with(flags[i]).has(flags[i]));
            assert(!word.without(flags[i]).has(flags[i]));
            assert(AccountWord.unwrap(word.with(flags[i])) | flags[i] == raw | flags[i]);
            assert(AccountWord.unwrap(word.without(flags[i])) & ~flags[i] == raw & ~flags[i]);
        }
    }
}
