// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {MerchantRegistry} from "../../contracts/MerchantRegistry.sol";
import {Programmes} from "../../contracts/Programmes.sol";
import {Voucher} from "../../contracts/Voucher.sol";
import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";
import {IVoucher} from "../../contracts/interfaces/IVoucher.sol";
import {OfficersTown} from "./OfficersTown.sol";
import {PlainVoucher} from "./PlainVoucher.sol";
import {Order, SignedOrder} from "./SignedOrder.sol";
import {draw, vm, within} from "./Vm.sol";

using SignedOrder for Order;

/// @notice Three programmes side by side: each act is done on the real voucher and on the plain one, and both must agree on
/// what becomes of it, also where it is refused.
contract VoucherTown is OfficersTown {
    uint256 private constant KEPT = 32;
    uint256 private constant FLORIST = 8;

    MerchantRegistry private immutable REGISTRY;
    Programmes private immutable OPENER;
    mapping(address merchant => uint8 category) private _categories;
    /// @dev Payments that were signed at some time: they are submitted again, elsewhere, and later.
    Order[] private _kept;

    constructor() {
        REGISTRY = new MerchantRegistry(address(AUTHORITY));
        OPENER = new Programmes(address(AUTHORITY), address(REGISTRY));
        AUTHORITY.grantRole(0, address(OPENER), 0);
        _open(1_000_000, 0, 100 days, 107 days, 1);
        _open(60_000, 0, 8 days, 10 days, 1);
        _open(type(uint96).max, 3 days, 60 days, 60 days, 3);
        for (uint256 i = BENEFICIARIES; i < FLORIST; ++i) _register(personAt(i), 0);
        _register(personAt(FLORIST), 1);
    }

    /* ACTS */

    function issue(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        address account = personAt(draw(seed, "who", 0, BENEFICIARIES));
        if (seed % 16 == 0) account = address(0);
        uint256 amount = draw(seed, "amount", 0, 30_000);
        bytes32 ref = _refOf(seed);
        bytes memory call = abi.encodeCall(IVoucher.issue, (_one(account), _one(amount), ref));
        if (_try(address(voucher), call, plain.mayIssue(account, amount, ref)))
            plain.issue(account, amount, ref);
    }

    /// @dev Four payments in one call by any relayer: to one merchant or to several, fresh or seen before, meant for this
    /// programme and chain or for another.
    function settle(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        Order[] memory orders = new Order[](4);
        bool isOneGroup = draw(seed, "one group", 0, 1) == 0;
        for (uint256 i = 0; i < orders.length; ++i) {
            orders[i] = _orderOf(uint256(keccak256(abi.encode(seed, i))), voucher, plain);
            // To another than it was signed for, most of the time: then the signature is somebody else's.
            if (isOneGroup) orders[i].to = orders[0].to;
        }
        _comparePreview(voucher, plain, orders[0]);
        bytes memory call = abi.encodeCall(ICardToken.settle, (_groupsOf(orders, isOneGroup)));
        address relayer = personAt(draw(seed, "relayer", 0, PEOPLE - 1));
        if (!_tryAs(relayer, address(voucher), call, plain.maySettle())) return;
        for (uint256 i = 0; i < orders.length; ++i) _payPlainly(voucher, plain, orders[i]);
    }

    function reverse(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        Order memory order = _freshOrder(seed, voucher, plain);
        bytes32 digest = voucher.reversalDigest(
            bytes32(seed),
            order.to,
            order.amount,
            order.nonce,
            order.deadline
        );
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(order.key, digest);
        bytes32 vs = bytes32(uint256(s) | (uint256(v - 27) << 255));
        IVoucher.Reversal[] memory reversals = new IVoucher.Reversal[](2);
        reversals[0] = IVoucher.Reversal(
            bytes32(seed),
            order.to,
            order.amount,
            order.nonce,
            order.deadline,
            r,
            vs
        );
        reversals[1] = reversals[0];
        bytes memory call = abi.encodeCall(IVoucher.reverse, (reversals));
        if (!_try(address(voucher), call, plain.maySettle())) return;
        address merchant = vm.addr(order.key);
        plain.giveBack(merchant, order.to, order.amount, order.nonce, order.deadline);
    }

    function redeem(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        IVoucher.Redemption[] memory list = _redemptionsOf(seed, plain);
        address officer = draw(seed, "town", 0, 1) == 0 ? address(this) : _officerAt(seed);
        bool isExpected =
            list.length == 1 &&
                plain.mayRedeem(officer, list[0].merchant, list[0].amount, _numberOf(list[0]));
        bytes memory call = abi.encodeCall(IVoucher.redeem, (list));
        if (_tryAs(officer, address(voucher), call, isExpected))
            plain.redeem(list[0].merchant, list[0].amount, _numberOf(list[0]));
    }

    /// @dev Numbers near what is redeemed, so that used ones, holes and those too far ahead are all frequent; one call in
    /// eight asks for the same twice.
    function _redemptionsOf(
        uint256 seed,
        PlainVoucher plain
    ) private view returns (IVoucher.Redemption[] memory list) {
        list = new IVoucher.Redemption[](seed % 8 == 0 ? 2 : 1);
        address merchant = personAt(draw(seed, "who", BENEFICIARIES - 1, PEOPLE - 1));
        uint256 first = plain.firstOpen(merchant);
        uint256 behind = draw(seed, "behind", 0, first > 3 ? 3 : first);
        uint256 ahead = draw(seed, "is ahead", 0, 2) == 0 ? draw(seed, "ahead", 0, 30) : 0;
        uint256 number = first + ahead - behind;
        uint256 amount = draw(seed, "amount", 0, plain.balanceOf(merchant) + 1);
        for (uint256 i = 0; i < list.length; ++i)
            list[i] = IVoucher.Redemption(merchant, amount, bytes32((seed << 32) | number));
    }

    function _numberOf(IVoucher.Redemption memory one) private pure returns (uint32) {
        return uint32(uint256(one.statement));
    }

    function reclaim(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        address account = personAt(draw(seed, "who", 0, PEOPLE - 1));
        bytes memory call = abi.encodeCall(IVoucher.reclaim, (_one(account)));
        if (_try(address(voucher), call, plain.mayReclaim(account))) plain.reclaim(account);
    }

    function transfer(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        address from = personAt(draw(seed, "from", 0, PEOPLE - 1));
        address to = personAt(draw(seed, "to", 0, PEOPLE - 1));
        uint256 amount = draw(seed, "amount", 0, plain.balanceOf(from) + 1);
        bytes memory call = abi.encodeWithSelector(voucher.transfer.selector, to, amount);
        if (_tryAs(from, address(voucher), call, plain.mayTransfer(from, to, amount)))
            plain.transfer(from, to, amount);
    }

    function reassign(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        address from = personAt(draw(seed, "from", 0, BENEFICIARIES));
        address to = personAt(draw(seed, "to", 0, BENEFICIARIES));
        bytes memory call = abi.encodeCall(ICardToken.reassign, (_one(from), _one(to)));
        if (_try(address(voucher), call, plain.mayReassign(from, to))) plain.reassign(from, to);
    }

    function moveDates(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        (, , uint40 before, , ) = plain.terms();
        uint256 spendable =
            draw(seed, "same", 0, 1) == 0 ? before : draw(seed, "to", START, START + 130 days);
        uint256 settleable = draw(seed, "then", spendable - 1 days, spendable + 10 days);
        (uint40 first, uint40 last) = (uint40(spendable), uint40(settleable));
        bytes memory call = abi.encodeCall(IVoucher.moveDates, (first, last));
        if (_try(address(voucher), call, plain.mayMoveDates(first, last)))
            plain.moveDates(first, last);
    }

    function setBlocked(uint256 seed, bool blocked) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        address account = personAt(draw(seed, "who", 0, PEOPLE - 1));
        bytes memory call =
            blocked
                ? abi.encodeCall(ICardToken.blockAccounts, (_one(account)))
                : abi.encodeCall(ICardToken.unblockAccounts, (_one(account)));
        if (_try(address(voucher), call, plain.isBlocked(account) != blocked))
            plain.setBlocked(account, blocked);
    }

    /// @dev Paused for one act in eight at most: most of what is tried should be tried on a programme that runs.
    function setPaused(uint256 seed) external asItStands {
        (Voucher voucher, PlainVoucher plain) = _programmeOf(seed);
        bool paused = seed % 8 == 0;
        bytes memory call =
            paused
                ? abi.encodeCall(ICardToken.pauseSettlement, ())
                : abi.encodeCall(ICardToken.resumeSettlement, ());
        if (_try(address(voucher), call, plain.isPaused() != paused)) plain.setPaused(paused);
    }

    function setActive(uint256 seed, bool active) external asItStands {
        address merchant = personAt(draw(seed, "who", BENEFICIARIES, PEOPLE - 1));
        bool isKnown = REGISTRY.isRegistered(merchant);
        bytes memory call =
            active
                ? abi.encodeCall(MerchantRegistry.activate, (_one(merchant)))
                : abi.encodeCall(MerchantRegistry.suspend, (_one(merchant)));
        bool isOther = REGISTRY.isActive(merchant) != active;
        if (_try(address(REGISTRY), call, isKnown && isOther)) _tellPlains(merchant, active);
    }

    function setCategory(uint256 seed) external asItStands {
        address merchant = personAt(draw(seed, "who", BENEFICIARIES, PEOPLE - 1));
        uint8 category = uint8(draw(seed, "category", 0, 3));
        bytes memory call = abi.encodeCall(MerchantRegistry.setCategory, (merchant, category));
        if (!_try(address(REGISTRY), call, REGISTRY.isRegistered(merchant))) return;
        _categories[merchant] = category;
        _tellPlains(merchant, REGISTRY.isActive(merchant));
    }

    /// @dev Nobody without a role gets anything done, whatever it is.
    function trespass(uint256 seed) external asItStands {
        (Voucher voucher, ) = _programmeOf(seed);
        address who = personAt(seed % (PEOPLE - OFFICERS));
        bytes[6] memory calls = [
            abi.encodeCall(IVoucher.issue, (_one(who), _one(seed % 1_000), bytes32(seed))),
            abi.encodeCall(IVoucher.redeem, (new IVoucher.Redemption[](0))),
            abi.encodeCall(IVoucher.reclaim, (_one(who))),
            abi.encodeCall(ICardToken.reassign, (_one(who), _one(personAt(seed % 7)))),
            abi.encodeCall(ICardToken.unblockAccounts, (_one(who))),
            abi.encodeCall(ICardToken.pauseSettlement, ())
        ];
        _tryAs(who, address(voucher), calls[draw(seed, "what", 0, 5)], false);
    }

    /* PAYMENTS */

    function _orderOf(
        uint256 seed,
        Voucher voucher,
        PlainVoucher plain
    ) private returns (Order memory order) {
        if (_kept.length != 0 && draw(seed, "again", 0, 2) == 0)
            return _kept[draw(seed, "which", 0, _kept.length - 1)];
        order = _freshOrder(seed, voucher, plain);
        // Some are signed for the programme beside this one, or for the other side of a fork.
        if (seed % 8 == 0) order.token = address(vouchers[(latest + 1) % PROGRAMMES]);
        if (seed % 8 == 1) order.chain = 1;
        order.sign();
        if (_kept.length < KEPT) _kept.push(order);
        else _kept[draw(seed, "instead", 0, KEPT - 1)] = order;
    }

    /// @dev Amounts and numbers near what the payer has, so that refusals and payments are both frequent.
    function _freshOrder(
        uint256 seed,
        Voucher voucher,
        PlainVoucher plain
    ) private view returns (Order memory order) {
        uint256 payer = draw(seed, "payer", 0, PEOPLE - 1);
        order.key = _keyAt(payer);
        order.to = personAt(draw(seed, "to", 0, PEOPLE - 1));
        order.token = address(voucher);
        order.chain = block.chainid;
        order.amount = draw(seed, "amount", 0, 20_000);
        uint256 highest = plain.highestNonce(personAt(payer));
        order.nonce = draw(seed, "nonce", highest > 35 ? highest - 35 : 0, highest + 40);
        order.deadline = block.timestamp + draw(seed, "deadline", 0, 20 days) - 1 days;
    }

    function _groupsOf(
        Order[] memory orders,
        bool isOneGroup
    ) private pure returns (ICardToken.PaymentGroup[] memory groups) {
        groups = new ICardToken.PaymentGroup[](isOneGroup ? 1 : orders.length);
        for (uint256 i = 0; i < groups.length; ++i) {
            groups[i].to = orders[i].to;
            groups[i].payments = new ICardToken.Payment[](isOneGroup ? orders.length : 1);
        }
        for (uint256 i = 0; i < orders.length; ++i) {
            if (isOneGroup) groups[0].payments[i] = _paymentOf(orders[i]);
            else groups[i].payments[0] = _paymentOf(orders[i]);
        }
    }

    function _paymentOf(Order memory order) private pure returns (ICardToken.Payment memory) {
        return ICardToken.Payment(order.amount, order.nonce, order.deadline, order.r, order.vs);
    }

    function _comparePreview(Voucher voucher, PlainVoucher plain, Order memory order) private view {
        if (!plain.maySettle()) return;
        address payer = order.signerAt(address(voucher), block.chainid);
        (ICardToken.SkipReason reason, address signer) = voucher.previewPayment(
            order.to,
            _paymentOf(order)
        );
        assert(signer == payer);
        assert(
            reason == plain.judgePayment(payer, order.to, order.amount, order.nonce, order.deadline)
        );
    }

    function _payPlainly(Voucher voucher, PlainVoucher plain, Order memory order) private {
        address payer = order.signerAt(address(voucher), block.chainid);
        bytes32 digest = order.digestAt(address(voucher), block.chainid);
        plain.pay(payer, order.to, order.amount, order.nonce, order.deadline, digest);
    }

    /* WIRING */

    /// @dev One in four was used before, if only by luck.
    function _refOf(uint256 seed) private returns (bytes32) {
        return bytes32(seed % 4 == 0 ? within(seed, 0, _refs) : ++_refs);
    }

    function _open(
        uint96 cap,
        uint40 from,
        uint40 spendable,
        uint40 settleable,
        uint128 categories
    ) private {
        uint40 start = uint40(START);
        IVoucher.Terms memory terms = IVoucher.Terms(
            cap,
            start + from,
            start + spendable,
            start + settleable,
            categories
        );
        bytes32 ref = bytes32(uint256(cap));
        vouchers.push(Voucher(OPENER.open(ref, "Buoni spesa", "BUONO", terms)));
        plains.push(new PlainVoucher(terms));
        plains[plains.length - 1].setTreasurer(address(this), START);
    }

    function _register(address merchant, uint8 category) private {
        uint8[] memory categories = new uint8[](1);
        categories[0] = category;
        REGISTRY.register(_one(merchant), categories, new bytes32[](1));
        _categories[merchant] = category;
        _tellPlains(merchant, true);
    }

    function _tellPlains(address merchant, bool active) private {
        for (uint256 i = 0; i < PROGRAMMES; ++i) {
            (, , , , uint128 admitted) = plains[i].terms();
            bool isAdmitted = (admitted >> _categories[merchant]) & 1 == 1;
            plains[i].setEligible(merchant, active && isAdmitted);
        }
    }
}
