// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {PlainVoucher} from "./PlainVoucher.sol";
import {VoucherTown} from "./VoucherTown.sol";
import {Voucher} from "../../contracts/Voucher.sol";
import {FundModel} from "../proof/FundModel.sol";
import {vm} from "./Vm.sol";

/// @notice What must hold after any sequence of acts, allowed or refused, in several programmes at once.
contract VoucherInvariantsTest {
    VoucherTown private _town;

    function setUp() external {
        _town = new VoucherTown();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_town);
    }

    /// @dev One campaign for all of them. After each act: the programme that it touched, and another.
    function invariant_theFundsTheAccountsAndTheNumbersAreInOrder() external {
        vm.warp(_town.time());
        _check(_town.latest());
        _check(_town.acts() % _town.PROGRAMMES());
    }

    function _check(uint256 programme) private view {
        Voucher voucher = _town.vouchers(programme);
        PlainVoucher plain = _town.plains(programme);
        uint256 held = 0;
        uint256 atMerchants = 0;
        for (uint256 i = 0; i < _town.PEOPLE(); ++i) {
            address person = _town.personAt(i);
            uint256 balance = voucher.balanceOf(person);
            if (voucher.isMerchant(person)) atMerchants += balance;
            else held += balance;
            _checkPerson(voucher, plain, person);
        }
        _checkSums(voucher, plain, held, atMerchants);
        _checkOfficer(voucher, plain);
        _checkNumbers(voucher, plain, _town.personAt(_town.acts() % _town.PEOPLE()));
        _checkStatements(voucher, plain, _town.personAt((_town.acts() * 7) % _town.PEOPLE()));
    }

    /// @dev issued == held + at merchants + redeemed + reclaimed <= fund, and as the model says that the solver knows.
    function _checkSums(
        Voucher voucher,
        PlainVoucher plain,
        uint256 held,
        uint256 atMerchants
    ) private view {
        (uint256 issued, uint256 redeemed, uint256 reclaimed) = voucher.totals();
        assert(issued == held + atMerchants + redeemed + reclaimed);
        assert(issued <= voucher.terms().cap);
        assert(voucher.totalSupply() == held + atMerchants);
        FundModel sums = plain.sums();
        assert(int256(issued) == sums.issued() && issued == plain.issued());
        assert(int256(held) == sums.held() && int256(atMerchants) == sums.atMerchants());
        assert(int256(redeemed) == sums.redeemed() && redeemed == plain.redeemed());
        assert(int256(reclaimed) == sums.reclaimed() && reclaimed == plain.reclaimed());
    }

    function _checkPerson(Voucher voucher, PlainVoucher plain, address person) private view {
        assert(voucher.balanceOf(person) == plain.balanceOf(person));
        assert(voucher.highestNonce(person) == plain.highestNonce(person));
        assert(voucher.isBlocked(person) == plain.isBlocked(person));
        assert(voucher.isBeneficiary(person) == plain.isBeneficiary(person));
        assert(voucher.isMerchant(person) == plain.hasTakenPayments(person));
        assert(!(voucher.isBeneficiary(person) && voucher.isMerchant(person)));
        // Value lies with beneficiaries, and with merchants that were active and of an eligible category at some time.
        bool mayHold = plain.isBeneficiary(person) || plain.wasEverEligible(person);
        assert(voucher.balanceOf(person) == 0 || mayHold);
    }

    /// @dev Whoever is remembered may redeem at this very moment.
    function _checkOfficer(Voucher voucher, PlainVoucher plain) private view {
        address officer = voucher.redeemer();
        assert(officer == address(0) || plain.mayAct(officer));
    }

    /// @dev The statements that the word says are redeemed against the plain set of them, past the last in reach.
    function _checkStatements(Voucher voucher, PlainVoucher plain, address person) private view {
        uint256 first = plain.firstOpen(person);
        for (uint256 number = first > 3 ? first - 3 : 1; number <= first + 25; ++number)
            assert(
                voucher.isStatementRedeemed(person, bytes32(number)) ==
                    plain.isRedeemed(person, number)
            );
    }

    /// @dev The window against the plain set of all numbers that have settled: nobody's changes but by their own payments.
    function _checkNumbers(Voucher voucher, PlainVoucher plain, address person) private view {
        uint256 highest = plain.highestNonce(person);
        for (uint256 behind = 0; behind <= 34 && behind <= highest; ++behind)
            assert(
                voucher.isNonceUsed(person, highest - behind) ==
                    plain.isNonceUsed(person, highest - behind)
            );
        assert(!voucher.isNonceUsed(person, highest + 1));
    }
}
