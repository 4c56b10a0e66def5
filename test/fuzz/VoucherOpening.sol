// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {Voucher} from "../../contracts/Voucher.sol";
import {IVoucher} from "../../contracts/interfaces/IVoucher.sol";
import {IVoucherOpening} from "../../contracts/interfaces/IVoucherOpening.sol";

/// @notice Deploys one voucher and tells it what it asks, as `Programmes` does.
contract VoucherOpening is IVoucherOpening {
    address public immutable openingAuthority;
    address public immutable openingRegistry;
    IVoucher.Terms private _terms;

    constructor(address authority, address registry, IVoucher.Terms memory terms) {
        openingAuthority = authority;
        openingRegistry = registry;
        _terms = terms;
    }

    function open() external returns (Voucher) {
        return new Voucher();
    }

    function openingName() external pure returns (string memory) {
        return "Buoni spesa";
    }

    function openingSymbol() external pure returns (string memory) {
        return "BUONO";
    }

    function openingTerms() external view returns (IVoucher.Terms memory) {
        return _terms;
    }
}
