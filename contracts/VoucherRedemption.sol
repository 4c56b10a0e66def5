// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {AccountWord, AccountWords} from "./AccountWord.sol";
import {CardToken} from "./CardToken.sol";
import {Totals} from "./Totals.sol";
import {IOfficerFollower} from "./interfaces/IOfficerFollower.sol";
import {ITownAuthority} from "./interfaces/ITownAuthority.sol";
import {IVoucher} from "./interfaces/IVoucher.sol";

/// @title VoucherRedemption
/// @notice What a voucher does when merchants are reimbursed: each numbered statement once, by an officer who is remembered.
abstract contract VoucherRedemption is CardToken, IVoucher {
    /* STORAGE */

    /// @dev What a redemption reads and writes beside the merchant's account, in one word: the total, and the officer who
    /// need not be asked about; zero for none.
    uint96 internal _redeemed;
    address private _redeemer;

    /* TREASURY */

    /// @inheritdoc IVoucher
    function redeem(Redemption[] calldata redemptions) external {
        _checkRedeemer();
        uint256 total = 0;
        for (uint256 i = 0; i < redemptions.length; ++i) {
            // No overflow: what merchants really held adds up to the supply at most.
            unchecked {
                total += _redeemOne(redemptions[i]);
            }
        }
        _redeemed = Totals.burnt(_redeemed, total);
    }

    /// @dev As `restricted`, but who may redeem without delay is asked about once: the authority has it forgotten in the
    /// very act that may end it. Nothing is remembered where the authority does not tell.
    function _checkRedeemer() private {
        if (msg.sender == _redeemer) return;
        _checkCanCall(msg.sender, msg.data);
        address asked = authority();
        (bool isImmediate, ) = IAccessManager(asked).canCall(msg.sender, address(this), msg.sig);
        // What the authority itself passes on, it has judged for somebody else.
        if (isImmediate && msg.sender != asked && _isTold(asked)) _redeemer = msg.sender;
    }

    function _isTold(address asked) private view returns (bool) {
        try ITownAuthority(asked).isFollower(address(this)) returns (bool isFollower) {
            return isFollower;
        } catch {
            return false;
        }
    }

    function _redeemOne(Redemption calldata item) private returns (uint256 amount) {
        address merchant = item.merchant;
        amount = item.amount;
        Account storage entry = _accounts[merchant];
        AccountWord word = entry.word;
        require(word.has(AccountWords.MERCHANT), HolderNotEligible(merchant));
        require(
            word.balance() >= amount,
            ERC20InsufficientBalance(merchant, word.balance(), amount)
        );
        uint32 number = _numberOf(item.statement);
        (bool isOpen, AccountWord left) = word.redeemed(number);
        if (!isOpen) {
            require(!word.isRedeemed(number), StatementAlreadyRedeemed(item.statement));
            revert StatementTooFarAhead(item.statement, word.redeemedUpTo());
        }
        entry.word = left.debit(amount);
        emit Transfer(merchant, address(0), amount);
        emit Redeemed(merchant, amount, item.statement);
    }

    /// @dev A reference ends with the statement's number.
    function _numberOf(bytes32 statement) private pure returns (uint32) {
        return uint32(uint256(statement));
    }

    /* AUTHORITY */

    /// @inheritdoc IOfficerFollower
    function forgetOfficer() external {
        if (msg.sender == authority() && _redeemer != address(0)) _redeemer = address(0);
    }

    /// @dev Another authority may judge otherwise.
    function _setAuthority(address newAuthority) internal override {
        super._setAuthority(newAuthority);
        _redeemer = address(0);
    }

    /* VIEWS */

    /// @inheritdoc IVoucher
    function isStatementRedeemed(address merchant, bytes32 statement) external view returns (bool) {
        return _accounts[merchant].word.isRedeemed(_numberOf(statement));
    }

    /// @inheritdoc IVoucher
    function redeemer() external view returns (address) {
        return _redeemer;
    }
}
