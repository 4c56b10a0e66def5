// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IVoucher} from "./IVoucher.sol";

/// @title IVoucherOpening
/// @notice What a `Voucher` asks of the contract that deploys it, during its construction and never again.
interface IVoucherOpening {
    function openingAuthority() external view returns (address);
    function openingRegistry() external view returns (address);
    function openingName() external view returns (string memory);
    function openingSymbol() external view returns (string memory);
    function openingTerms() external view returns (IVoucher.Terms memory);
}
