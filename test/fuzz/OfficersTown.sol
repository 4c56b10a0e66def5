// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {Voucher} from "../../contracts/Voucher.sol";
import {IVoucher} from "../../contracts/interfaces/IVoucher.sol";
import {FuzzTown} from "./FuzzTown.sol";
import {PlainVoucher} from "./PlainVoucher.sol";
import {draw} from "./Vm.sol";

/// @notice The programmes of a town, and the officers whose right to redeem comes and goes.
abstract contract OfficersTown is FuzzTown {
    uint256 public constant PROGRAMMES = 3;
    uint256 internal constant OFFICERS = 3;
    uint32 private constant DELAY = 1 days;

    Voucher[] public vouchers;
    PlainVoucher[] public plains;
    /// @dev The programme of the latest act.
    uint256 public latest;

    /// @dev TREASURY comes and goes: not held, held, or held with a delay, under which a mere call does nothing.
    function setTreasurer(uint256 seed) external asItStands {
        address officer = _officerAt(seed);
        _redeemNothing(officer);
        uint256 what = draw(seed, "what", 0, 4);
        if (what == 0) AUTHORITY.revokeRole(1, officer);
        else AUTHORITY.grantRole(1, officer, what == 1 ? DELAY : 0);
        uint256 from = _treasurerFrom(what, plains[0].treasurerFrom(officer));
        for (uint256 i = 0; i < PROGRAMMES; ++i) plains[i].setTreasurer(officer, from);
        _redeemNothing(officer);
    }

    /// @dev A delay that is lowered goes on for as long as it was: it ends at once only by taking the role away before.
    function _treasurerFrom(uint256 what, uint256 before) private view returns (uint256) {
        if (what == 0) return 0;
        if (what == 1) return type(uint256).max;
        return before > block.timestamp ? block.timestamp + DELAY : block.timestamp;
    }

    /// @dev An officer who may is remembered by every programme after this.
    function _redeemNothing(address officer) private {
        for (uint256 i = 0; i < PROGRAMMES; ++i) {
            bytes memory call = abi.encodeCall(IVoucher.redeem, (new IVoucher.Redemption[](0)));
            _tryAs(officer, address(vouchers[i]), call, plains[i].mayAct(officer));
        }
    }

    /// @dev The right to redeem goes to a role of nobody's, and back.
    function setRedemptionRole(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        _redeemNothing(_officerAt(seed));
        bool isClosed = seed % 4 == 0;
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IVoucher.redeem.selector;
        AUTHORITY.setTargetFunctionRole(address(voucher), selectors, isClosed ? 99 : 1);
        plain.setClosed(isClosed);
        _redeemNothing(_officerAt(seed));
    }

    /// @dev Closed for a moment, in which not even a remembered officer redeems.
    function close(uint256 seed) external asItStands {
        (Voucher voucher, ) = _programmeOf(seed);
        _redeemNothing(_officerAt(seed));
        address officer = voucher.redeemer() == address(0) ? address(this) : voucher.redeemer();
        AUTHORITY.setTargetClosed(address(voucher), true);
        bytes memory call = abi.encodeCall(IVoucher.redeem, (new IVoucher.Redemption[](0)));
        _tryAs(officer, address(voucher), call, false);
        AUTHORITY.setTargetClosed(address(voucher), false);
    }

    /// @dev Three people of the town, who hold TREASURY from time to time. The town itself holds it always.
    function _officerAt(uint256 seed) internal view returns (address) {
        return personAt(PEOPLE - draw(seed, "officer", 1, OFFICERS));
    }

    function _programmeOf(uint256 seed) internal returns (Voucher, PlainVoucher) {
        latest = draw(seed, "programme", 0, PROGRAMMES - 1);
        return (vouchers[latest], plains[latest]);
    }
}
