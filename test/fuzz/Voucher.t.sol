// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {PlainVoucher} from "./PlainVoucher.sol";
import {VoucherTown} from "./VoucherTown.sol";
import {Voucher} from "../../contracts/Voucher.sol";

/// @notice What must hold after any sequence of acts, allowed or refused.
contract VoucherInvariantsTest {
    VoucherTown private _town;
    Voucher private _voucher;
    PlainVoucher private _plain;

    function setUp() external {
        _town = new VoucherTown();
        _voucher = _town.voucher();
        _plain = _town.plain();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_town);
    }

    /// @dev issued == held by beneficiaries + at merchants + redeemed + reclaimed, and never above the fund.
    function invariant_noCentIsLostOrMade() external view {
        (uint256 issued, uint256 redeemed, uint256 reclaimed) = _voucher.totals();
        uint256 held = 0;
        for (uint256 i = 0; i < _town.PEOPLE(); ++i) held += _voucher.balanceOf(_town.personAt(i));
        assert(issued == held + redeemed + reclaimed);
        assert(_voucher.totalSupply() == held);
        assert(issued <= _town.CAP());
    }

    function invariant_everyAccountIsAsThePlainRulesSay() external view {
        for (uint256 i = 0; i < _town.PEOPLE(); ++i) {
            address person = _town.personAt(i);
            assert(_voucher.balanceOf(person) == _plain.balanceOf(person));
            assert(_voucher.highestNonce(person) == _plain.highestNonce(person));
            assert(_voucher.isBlocked(person) == _plain.isBlocked(person));
            assert(_voucher.isBeneficiary(person) == _plain.isBeneficiary(person));
            assert(_voucher.isMerchant(person) == _plain.hasTakenPayments(person));
        }
    }

    function invariant_totalsAreAsThePlainRulesSay() external view {
        (uint256 issued, uint256 redeemed, uint256 reclaimed) = _voucher.totals();
        assert(issued == _plain.issued());
        assert(redeemed == _plain.redeemed());
        assert(reclaimed == _plain.reclaimed());
    }

    function invariant_nobodyIsBeneficiaryAndMerchant() external view {
        for (uint256 i = 0; i < _town.PEOPLE(); ++i) {
            address person = _town.personAt(i);
            assert(!(_voucher.isBeneficiary(person) && _voucher.isMerchant(person)));
        }
    }
}
