// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IVoucher} from "./IVoucher.sol";

/// @title IProgrammes
/// @notice Opens the municipality's programmes, each with a `Voucher` contract of its own, and lists them.
///
/// STORAGE. Slot 0: the authority. 1: the vouchers in the order of their opening. 2: the voucher of each reference. 3: whether
/// an address is a voucher. 4 to 7: the programme that is being opened, empty between two openings.
interface IProgrammes {
    event ProgrammeOpened(
        bytes32 indexed ref,
        address indexed voucher,
        string name,
        string symbol,
        uint256 cap,
        uint256 spendableFrom,
        uint256 spendableUntil,
        uint256 settleableUntil,
        uint256 categories
    );

    error ProgrammeAlreadyOpen(bytes32 ref);
    error InvalidProgramme();

    /// @notice Opens a programme: deploys its voucher and assigns the municipality's roles to its functions. [TREASURY]
    /// @param ref Random reference of the programme; the voucher's address follows from it alone (CREATE2).
    function open(
        bytes32 ref,
        string calldata name,
        string calldata symbol,
        IVoucher.Terms calldata terms
    ) external returns (address voucher);

    /// @notice The voucher of a programme; zero where there is none.
    function voucherOf(bytes32 ref) external view returns (address);
    function programmeCount() external view returns (uint256);
    /// @notice The voucher of the programme opened as number `index`, from 0.
    function voucherByIndex(uint256 index) external view returns (address);
    function isVoucher(address voucher) external view returns (bool);
}
