// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {LocalToken} from "../../contracts/LocalToken.sol";
import {BudgetModel} from "../proof/BudgetModel.sol";
import {LocalTown} from "./LocalTown.sol";
import {PlainLocalToken} from "./PlainLocalToken.sol";

/// @notice What must hold of local value after any sequence of acts, allowed or refused.
contract LocalTokenInvariantsTest {
    LocalTown private _town;
    LocalToken private _token;
    PlainLocalToken private _plain;

    function setUp() external {
        _town = new LocalTown();
        _token = _town.token();
        _plain = _town.plain();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_town);
    }

    /// @dev One campaign for all of them, after each act.
    function invariant_theBudgetsTheAccountsAndTheNumbersAreInOrder() external view {
        uint256 held = 0;
        for (uint256 i = 0; i < _town.PEOPLE(); ++i) {
            address person = _town.personAt(i);
            held += _token.balanceOf(person);
            assert(_token.balanceOf(person) == _plain.balanceOf(person));
            assert(_token.highestNonce(person) == _plain.highestNonce(person));
            assert(_token.isBlocked(person) == _plain.isBlocked(person));
        }
        assert(_token.totalSupply() == held && held == _plain.supply());
        _checkBudgets(held);
        _checkYears(held);
        _checkNumbers(_town.personAt(_town.acts() % _town.PEOPLE()));
        _checkAllowances(_town.personAt(_town.acts() % 4));
    }

    /// @dev What others may move, and the number of the next permit: changed by the owner's word alone.
    function _checkAllowances(address owner) private view {
        assert(_token.nonces(owner) == _plain.permits(owner));
        for (uint256 i = 0; i < _town.PEOPLE(); ++i) {
            address spender = _town.personAt(i);
            assert(_token.allowance(owner, spender) == _plain.allowance(owner, spender));
        }
    }

    function _checkBudgets(uint256 supply) private view {
        uint256 rewarded = 0;
        for (uint256 id = 0; id < _town.CAMPAIGNS(); ++id) {
            LocalToken.Campaign memory campaign = _token.campaignOf(bytes32(id));
            assert(campaign.rewarded <= campaign.cap);
            rewarded += campaign.rewarded;
            (, , , , BudgetModel sums) = _plain.plans(id);
            if (address(sums) == address(0)) assert(campaign.cap == 0);
            else assert(sums.rewarded() == int256(uint256(campaign.rewarded)));
        }
        assert(rewarded == supply);
    }

    function _checkYears(uint256 supply) private view {
        uint256 minted = 0;
        for (uint256 year = 2027; year <= 2030; ++year) {
            assert(_token.mintedIn(year) == _plain.minted(year));
            assert(_token.mintedIn(year) <= _plain.highestLimit(year));
            minted += _token.mintedIn(year);
        }
        assert(minted == supply);
    }

    function _checkNumbers(address person) private view {
        uint256 highest = _plain.highestNonce(person);
        for (uint256 behind = 0; behind <= 34 && behind < highest; ++behind) {
            uint256 nonce = highest - behind;
            bool isUsed = behind >= 32 || _plain.isSettled(person, nonce);
            assert(_token.isNonceUsed(person, nonce) == isUsed);
        }
        assert(!_token.isNonceUsed(person, highest + 1));
    }
}
