// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

import {Roles} from "./Roles.sol";
import {Voucher} from "./Voucher.sol";
import {ICardToken} from "./interfaces/ICardToken.sol";
import {IMerchantRegistry} from "./interfaces/IMerchantRegistry.sol";
import {IProgrammes} from "./interfaces/IProgrammes.sol";
import {ITownAuthority} from "./interfaces/ITownAuthority.sol";
import {IVoucher} from "./interfaces/IVoucher.sol";
import {IVoucherOpening} from "./interfaces/IVoucherOpening.sol";

/// @title Programmes
/// @notice Deployed once per municipality: `constructor(authority, registry)`.
///
/// It is a member of ADMIN without delay, and uses that for three acts only: giving the functions of a voucher that it has
/// just deployed to the roles, and having the registry tell that voucher which merchants are dismissed, and the authority
/// when an officer's right may have ended. No function of it does anything else with the authority.
contract Programmes is IProgrammes, IVoucherOpening, AccessManaged {
    /// @inheritdoc IVoucherOpening
    address public immutable openingRegistry;

    address[] private _vouchers;
    mapping(bytes32 ref => address voucher) private _voucherOf;

    /// @inheritdoc IProgrammes
    mapping(address voucher => bool known) public isVoucher;

    /// @dev The programme that is being opened; empty between two openings.
    struct Opening {
        string name;
        string symbol;
        IVoucher.Terms terms;
    }

    Opening private _opening;

    constructor(address authority, address registry) AccessManaged(authority) {
        openingRegistry = registry;
    }

    /// @inheritdoc IProgrammes
    function open(
        bytes32 ref,
        string calldata name,
        string calldata symbol,
        IVoucher.Terms calldata terms
    ) external restricted returns (address voucher) {
        require(_voucherOf[ref] == address(0), ProgrammeAlreadyOpen(ref));
        bool isMeant =
            terms.cap != 0 &&
                terms.categories != 0 &&
                bytes(name).length != 0 &&
                bytes(symbol).length != 0;
        require(isMeant && terms.spendableUntil >= block.timestamp, InvalidProgramme());
        _opening = Opening({name: name, symbol: symbol, terms: terms});
        voucher = address(new Voucher{salt: ref}());
        delete _opening;
        _voucherOf[ref] = voucher;
        isVoucher[voucher] = true;
        _vouchers.push(voucher);
        _assignRoles(voucher);
        IMerchantRegistry(openingRegistry).addFollower(voucher);
        ITownAuthority(authority()).addFollower(voucher);
        emit ProgrammeOpened(
            ref,
            voucher,
            name,
            symbol,
            terms.cap,
            terms.spendableFrom,
            terms.spendableUntil,
            terms.settleableUntil,
            terms.categories
        );
    }

    function _assignRoles(address voucher) private {
        bytes4[] memory issuer = new bytes4[](1);
        issuer[0] = IVoucher.issue.selector;
        bytes4[] memory treasury = new bytes4[](3);
        treasury[0] = IVoucher.redeem.selector;
        treasury[1] = IVoucher.reclaim.selector;
        treasury[2] = IVoucher.moveDates.selector;
        bytes4[] memory guardian = new bytes4[](5);
        guardian[0] = ICardToken.blockAccounts.selector;
        guardian[1] = ICardToken.unblockAccounts.selector;
        guardian[2] = ICardToken.reassign.selector;
        guardian[3] = ICardToken.pauseSettlement.selector;
        guardian[4] = ICardToken.resumeSettlement.selector;
        IAccessManager manager = IAccessManager(authority());
        manager.setTargetFunctionRole(voucher, issuer, Roles.ISSUER);
        manager.setTargetFunctionRole(voucher, treasury, Roles.TREASURY);
        manager.setTargetFunctionRole(voucher, guardian, Roles.GUARDIAN);
    }

    /* VIEWS */

    /// @inheritdoc IProgrammes
    function voucherOf(bytes32 ref) external view returns (address) {
        return _voucherOf[ref];
    }

    /// @inheritdoc IProgrammes
    function programmeCount() external view returns (uint256) {
        return _vouchers.length;
    }

    /// @inheritdoc IProgrammes
    function voucherByIndex(uint256 index) external view returns (address) {
        return _vouchers[index];
    }

    /// @inheritdoc IVoucherOpening
    function openingAuthority() external view returns (address) {
        return authority();
    }

    /// @inheritdoc IVoucherOpening
    function openingName() external view returns (string memory) {
        return _opening.name;
    }

    /// @inheritdoc IVoucherOpening
    function openingSymbol() external view returns (string memory) {
        return _opening.symbol;
    }

    /// @inheritdoc IVoucherOpening
    function openingTerms() external view returns (IVoucher.Terms memory) {
        return _opening.terms;
    }
}
