// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";

import {MerchantRegistry} from "../../contracts/MerchantRegistry.sol";
import {Voucher} from "../../contracts/Voucher.sol";
import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";
import {IVoucher} from "../../contracts/interfaces/IVoucher.sol";
import {PlainVoucher} from "./PlainVoucher.sol";
import {vm, within} from "./Vm.sol";
import {VoucherOpening} from "./VoucherOpening.sol";

/// @notice A small town that acts at random: each act is done on the real voucher and on the plain one, and both must
/// agree on what becomes of it. It holds every role, so that no act of its own is refused for who it is.
contract VoucherTown {
    uint256 public constant CAP = 1_000_000;
    uint256 public constant BENEFICIARIES = 5;
    uint256 public constant PEOPLE = 9;
    uint256 private constant START = 1_800_000_000;
    uint256 private constant END = START + 100 days;

    Voucher public immutable voucher;
    PlainVoucher public immutable plain = new PlainVoucher();
    MerchantRegistry private immutable _registry;
    uint256 private _refs;

    constructor() {
        vm.warp(START);
        AccessManager manager = new AccessManager(address(this));
        _registry = new MerchantRegistry(address(manager));
        VoucherOpening opening = new VoucherOpening(
            address(manager),
            address(_registry),
            IVoucher.Terms(uint96(CAP), uint40(START), uint40(END), uint40(END), 1)
        );
        voucher = opening.open();
        _registry.addFollower(address(voucher));
        for (uint256 i = BENEFICIARIES; i < PEOPLE; ++i) _register(personAt(i));
    }

    /* ACTS */

    function issue(uint256 who, uint256 amount) external {
        address account = personAt(within(who, 0, BENEFICIARIES - 1));
        if (voucher.isMerchant(account)) return;
        amount = within(amount, 0, CAP - plain.issued() > 50_000 ? 50_000 : CAP - plain.issued());
        voucher.issue(_one(account), _one(amount), bytes32(++_refs));
        plain.issue(account, amount);
    }

    /// @dev Up to four payments in one call, by anybody to anybody, in or out of order.
    function settle(uint256[4] calldata seeds) external {
        Order[4] memory orders;
        ICardToken.PaymentGroup[] memory groups = new ICardToken.PaymentGroup[](seeds.length);
        for (uint256 i = 0; i < seeds.length; ++i) {
            orders[i] = _orderOf(seeds[i]);
            groups[i].to = orders[i].to;
            groups[i].payments = new ICardToken.Payment[](1);
            groups[i].payments[0] = _signPayment(orders[i]);
        }
        _comparePreview(orders[0], groups[0].payments[0]);
        voucher.settle(groups);
        for (uint256 i = 0; i < seeds.length; ++i) {
            plain.pay(vm.addr(orders[i].key), orders[i].to, orders[i].amount, orders[i].nonce);
        }
    }

    function reverse(uint256 seed) external {
        Order memory order = _orderOf(seed);
        bytes32 payment = bytes32(seed);
        bytes32 digest = voucher.reversalDigest(payment, order.to, order.amount, order.nonce, END);
        (bytes32 r, bytes32 vs) = _sign(order.key, digest);
        IVoucher.Reversal[] memory reversals = new IVoucher.Reversal[](1);
        reversals[0] = IVoucher.Reversal(payment, order.to, order.amount, order.nonce, END, r, vs);
        voucher.reverse(reversals);
        plain.giveBack(vm.addr(order.key), order.to, order.amount, order.nonce);
    }

    function redeem(uint256 who, uint256 amount) external {
        address merchant = personAt(within(who, BENEFICIARIES, PEOPLE - 1));
        if (!plain.hasTakenPayments(merchant)) return;
        amount = within(amount, 0, plain.balanceOf(merchant));
        voucher.redeem(merchant, amount, bytes32(++_refs));
        plain.redeem(merchant, amount);
    }

    /// @dev The programme's end, tried and undone: only then may anything be reclaimed.
    function reclaim(uint256 who) external {
        address account = personAt(within(who, 0, BENEFICIARIES - 1));
        if (who % 4 != 0 || !plain.isBeneficiary(account)) return;
        vm.warp(END + 1);
        voucher.reclaim(_one(account));
        plain.reclaim(account);
        vm.warp(START);
    }

    function toggleBlocked(uint256 who) external {
        address account = personAt(within(who, 0, PEOPLE - 1));
        bool isBlocked = plain.isBlocked(account);
        if (isBlocked) voucher.unblockAccounts(_one(account));
        else voucher.blockAccounts(_one(account));
        plain.setBlocked(account, !isBlocked);
    }

    function reassign(uint256 who, uint256 to) external {
        address source = personAt(within(who, 0, BENEFICIARIES - 1));
        address target = personAt(within(to, 0, BENEFICIARIES - 1));
        bool isPossible =
            plain.isBeneficiary(source) && plain.isBeneficiary(target) && source != target;
        if (!isPossible || plain.isBlocked(target)) return;
        voucher.reassign(_one(source), _one(target));
        plain.reassign(source, target);
    }

    function toggleActive(uint256 who) external {
        address merchant = personAt(within(who, BENEFICIARIES, PEOPLE - 1));
        bool isActive = _registry.isActive(merchant);
        if (isActive) _registry.suspend(_one(merchant));
        else _registry.activate(_one(merchant));
        plain.setEligible(merchant, !isActive);
    }

    /* PEOPLE */

    function personAt(uint256 index) public pure returns (address) {
        return vm.addr(_keyAt(index));
    }

    function _keyAt(uint256 index) private pure returns (uint256) {
        return 0xB0460 + index;
    }

    /* SIGNED ORDERS */

    struct Order {
        uint256 key;
        address to;
        uint256 amount;
        uint256 nonce;
    }

    /// @dev Amounts and numbers near what the payer has, so that refusals and payments are both frequent.
    function _orderOf(uint256 seed) private view returns (Order memory order) {
        order.key = _keyAt(_draw(seed, "payer", 0, PEOPLE - 1));
        order.to = personAt(_draw(seed, "to", 0, PEOPLE - 1));
        order.amount = _draw(seed, "amount", 0, 20_000);
        uint256 highest = plain.highestNonce(vm.addr(order.key));
        order.nonce = _draw(seed, "nonce", highest > 35 ? highest - 35 : 0, highest + 40);
    }

    function _draw(
        uint256 seed,
        string memory what,
        uint256 low,
        uint256 high
    ) private pure returns (uint256) {
        return within(uint256(keccak256(abi.encode(seed, what))), low, high);
    }

    function _signPayment(Order memory order) private view returns (ICardToken.Payment memory) {
        bytes32 digest = voucher.paymentDigest(order.to, order.amount, order.nonce, END);
        (bytes32 r, bytes32 vs) = _sign(order.key, digest);
        return ICardToken.Payment(order.amount, order.nonce, END, r, vs);
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes32, bytes32) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return (r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    function _comparePreview(Order memory order, ICardToken.Payment memory payment) private view {
        (ICardToken.SkipReason reason, address payer) = voucher.previewPayment(order.to, payment);
        assert(payer == vm.addr(order.key));
        assert(reason == plain.judgePayment(payer, order.to, order.amount, order.nonce));
    }

    /* WIRING */

    function _register(address merchant) private {
        bytes32[] memory refs = new bytes32[](1);
        _registry.register(_one(merchant), new uint8[](1), refs);
        plain.setEligible(merchant, true);
    }

    function _one(address account) private pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = account;
    }

    function _one(uint256 amount) private pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = amount;
    }
}
