// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {MerchantRegistry} from "../../contracts/MerchantRegistry.sol";
import {Voucher} from "../../contracts/Voucher.sol";
import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";
import {IVoucher} from "../../contracts/interfaces/IVoucher.sol";
import {vm} from "./Vm.sol";
import {VoucherOpening} from "./VoucherOpening.sol";

/// @notice A voucher that the registry does not tell who is dismissed, under an authority that tells nobody anything: it
/// must ask before every receipt and before every redemption.
contract UnfollowedVoucherTest {
    uint256 private constant START = 1_800_000_000;
    uint256 private constant END = START + 100 days;
    uint256 private constant KEY = 0xB0460;
    address private constant MERCHANT = address(0xE5E5);
    address private constant OFFICER = address(0x0FF1);

    AccessManager private _manager;
    MerchantRegistry private _registry;
    Voucher private _voucher;
    uint256 private _redeemed;

    function setUp() external {
        vm.warp(START);
        _manager = new AccessManager(address(this));
        _registry = new MerchantRegistry(address(_manager));
        VoucherOpening opening = new VoucherOpening(
            address(_manager),
            address(_registry),
            IVoucher.Terms(10_000, uint40(START), uint40(END), uint40(END), 1)
        );
        _voucher = opening.open();
        _registry.register(_one(MERCHANT), new uint8[](1), new bytes32[](1));
        uint256[] memory amounts = new uint256[](1);
        amounts[0] = 10_000;
        _voucher.issue(_one(vm.addr(KEY)), amounts, bytes32(0));
    }

    function testFuzz_aSuspendedMerchantTakesNothing(bool[8] calldata suspensions) external {
        bool isActive = true;
        uint256 expected = 0;
        for (uint256 i = 0; i < suspensions.length; ++i) {
            if (suspensions[i] == isActive) {
                if (isActive) _registry.suspend(_one(MERCHANT));
                else _registry.activate(_one(MERCHANT));
                isActive = !isActive;
            }
            _settle(i + 1);
            if (isActive) expected += 100;
            assert(_voucher.balanceOf(MERCHANT) == expected);
        }
    }

    function testFuzz_anOfficerWithoutTheRoleRedeemsNothing(bool[8] calldata held) external {
        _settle(1);
        bytes4[] memory selectors = new bytes4[](1);
        selectors[0] = IVoucher.redeem.selector;
        _manager.setTargetFunctionRole(address(_voucher), selectors, 1);
        for (uint256 i = 0; i < held.length; ++i) {
            if (held[i]) _manager.grantRole(1, OFFICER, 0);
            else _manager.revokeRole(1, OFFICER);
            IVoucher.Redemption[] memory list = new IVoucher.Redemption[](1);
            list[0] = IVoucher.Redemption(MERCHANT, 1, bytes32(_redeemed + 1));
            vm.prank(OFFICER);
            (bool isDone, ) = address(_voucher).call(abi.encodeCall(IVoucher.redeem, (list)));
            assert(isDone == held[i]);
            if (isDone) ++_redeemed;
            assert(_voucher.balanceOf(MERCHANT) == 100 - _redeemed);
            assert(_voucher.redeemer() == address(0));
        }
    }

    function _settle(uint256 nonce) private {
        bytes32 digest = _voucher.paymentDigest(MERCHANT, 100, nonce, END);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        ICardToken.PaymentGroup[] memory groups = new ICardToken.PaymentGroup[](1);
        groups[0].to = MERCHANT;
        groups[0].payments = new ICardToken.Payment[](1);
        bytes32 vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
        groups[0].payments[0] = ICardToken.Payment(100, nonce, END, r, vs);
        _voucher.settle(groups);
    }

    function _one(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }
}
