// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {LocalToken} from "../../contracts/LocalToken.sol";
import {ICardToken} from "../../contracts/interfaces/ICardToken.sol";
import {ILocalToken} from "../../contracts/interfaces/ILocalToken.sol";
import {FuzzTown} from "./FuzzTown.sol";
import {PlainLocalToken} from "./PlainLocalToken.sol";
import {Order, SignedOrder} from "./SignedOrder.sol";
import {Permit, SignedPermit} from "./SignedPermit.sol";
import {draw, vm, within} from "./Vm.sol";

using SignedOrder for Order;
using SignedPermit for Permit;

/// @notice Local value in a town that acts at random: each act is done on the real token and on the plain one, and both
/// must agree on what becomes of it, also where it is refused.
contract LocalTown is FuzzTown {
    uint256 public constant CAMPAIGNS = 4;
    uint256 private constant KEPT = 32;

    /// @dev Few people allow few others, so that what was allowed is met again.
    uint256 private constant SPENDERS = 3;

    LocalToken public immutable token;
    PlainLocalToken public immutable plain = new PlainLocalToken();
    Order[] private _kept;
    Permit[] private _permits;

    constructor() {
        token = new LocalToken(address(AUTHORITY), "Valore locale", "LOCALE");
        token.setYearlyLimit(200_000);
        plain.setLimit(200_000);
        _openCampaign(0, 100_000, START, START + 90 days, true);
    }

    /* CAMPAIGNS */

    function openCampaign(uint256 seed) external asItStands {
        uint256 id = seed % CAMPAIGNS;
        uint96 cap = uint96(draw(seed, "cap", 0, 150_000));
        uint40 from = uint40(draw(seed, "from", START, block.timestamp + 2 days));
        uint40 until = uint40(draw(seed, "until", START, block.timestamp + 60 days));
        _openCampaign(id, cap, from, until, plain.mayOpen(id, cap, from, until));
    }

    function closeCampaign(uint256 seed) external asItStands {
        if (seed % 4 != 0) return;
        uint256 id = draw(seed, "which", 0, CAMPAIGNS);
        bytes memory call = abi.encodeCall(ILocalToken.closeCampaign, (bytes32(id)));
        if (_try(address(token), call, plain.mayClose(id))) plain.close(id);
    }

    function reward(uint256 seed) external asItStands {
        uint256 id = draw(seed, "which", 0, CAMPAIGNS);
        address account = personAt(draw(seed, "who", 0, PEOPLE - 1));
        uint256 amount = draw(seed, "amount", 0, 20_000);
        bytes32 ref = bytes32(seed % 4 == 0 ? within(seed, 0, _refs) : ++_refs);
        bytes memory call = abi.encodeCall(
            ILocalToken.reward,
            (bytes32(id), _one(account), _one(amount), ref)
        );
        if (_try(address(token), call, plain.mayReward(id, amount, ref)))
            plain.reward(id, account, amount, ref);
    }

    /// @dev Also below what was minted.
    function setYearlyLimit(uint256 seed) external asItStands {
        uint96 limit = uint96(draw(seed, "limit", 0, 400_000));
        token.setYearlyLimit(limit);
        plain.setLimit(limit);
    }

    /// @dev Half a year at once: limits begin anew on 1 January.
    function waitLong(uint256 seed) external asItStands {
        if (seed % 8 == 0 && block.timestamp < START + 730 days) _pass(182 days);
    }

    /* ACCOUNTS */

    function transfer(uint256 seed) external asItStands {
        address from = personAt(draw(seed, "from", 0, PEOPLE - 1));
        address to = personAt(draw(seed, "to", 0, PEOPLE - 1));
        uint256 amount = draw(seed, "amount", 0, plain.balanceOf(from) + 1);
        bytes memory call = abi.encodeWithSelector(token.transfer.selector, to, amount);
        if (_tryAs(from, address(token), call, plain.mayMove(from, amount)))
            plain.move(from, to, amount);
    }

    /* BY ANOTHER'S HAND */

    function approve(uint256 seed) external asItStands {
        address owner = personAt(draw(seed, "from", 0, SPENDERS));
        address spender = personAt(draw(seed, "by", 0, SPENDERS));
        uint256 amount = _allowanceOf(seed);
        bytes memory call = abi.encodeWithSelector(token.approve.selector, spender, amount);
        _tryAs(owner, address(token), call, true);
        plain.approve(owner, spender, amount);
    }

    /// @dev Near what was allowed, so that both a cent too much and the last cent are frequent.
    function transferFrom(uint256 seed) external asItStands {
        address from = personAt(draw(seed, "from", 0, SPENDERS));
        address by = personAt(draw(seed, "by", 0, SPENDERS));
        address to = personAt(draw(seed, "to", 0, PEOPLE - 1));
        uint256 allowed = plain.allowance(from, by);
        uint256 most = allowed < plain.balanceOf(from) ? allowed : plain.balanceOf(from);
        uint256 amount =
            draw(seed, "all", 0, 1) == 0 ? most + (seed % 2) : draw(seed, "amount", 0, most);
        bytes memory call = abi.encodeWithSelector(token.transferFrom.selector, from, to, amount);
        bool isExpected = amount <= allowed && plain.mayMove(from, amount);
        if (_tryAs(by, address(token), call, isExpected)) plain.moveBy(by, from, to, amount);
    }

    /// @dev Signed by its owner or by another, for this token and chain or not, in time or late, with the next number or
    /// another; some come a second time. Anybody may bring it.
    function permit(uint256 seed) external asItStands {
        Permit memory one = _permitOf(seed);
        bool isMeant = one.token == address(token) && one.chain == block.chainid;
        bool isOwn = one.owner == vm.addr(one.key) && one.nonce == plain.permits(one.owner);
        bytes memory call = abi.encodeWithSelector(
            token.permit.selector,
            one.owner,
            one.spender,
            one.value,
            one.deadline,
            one.v,
            one.r,
            one.s
        );
        address relayer = personAt(draw(seed, "relayer", 0, PEOPLE - 1));
        bool isExpected = isMeant && isOwn && block.timestamp <= one.deadline;
        if (_tryAs(relayer, address(token), call, isExpected))
            plain.permit(one.owner, one.spender, one.value);
    }

    function _permitOf(uint256 seed) private returns (Permit memory one) {
        if (_permits.length != 0 && draw(seed, "again", 0, 3) == 0)
            return _permits[draw(seed, "which", 0, _permits.length - 1)];
        uint256 signer = draw(seed, "signer", 0, SPENDERS);
        one.key = _keyAt(signer);
        one.owner = personAt(seed % 8 == 0 ? (signer + 1) % SPENDERS : signer);
        one.spender = personAt(draw(seed, "by", 0, SPENDERS));
        one.value = _allowanceOf(seed);
        one.nonce = plain.permits(one.owner) + (seed % 8 == 1 ? 1 : 0);
        one.deadline = block.timestamp + draw(seed, "deadline", 0, 20 days) - 1 days;
        one.token = seed % 8 == 2 ? address(plain) : address(token);
        one.chain = seed % 8 == 3 ? 1 : block.chainid;
        one.sign();
        if (_permits.length < KEPT) _permits.push(one);
        else _permits[draw(seed, "instead", 0, KEPT - 1)] = one;
    }

    /// @dev Small, or without end, which goes down by nothing.
    function _allowanceOf(uint256 seed) private pure returns (uint256) {
        return seed % 5 == 0 ? type(uint256).max : draw(seed, "value", 0, 5_000);
    }

    function reassign(uint256 seed) external asItStands {
        address from = personAt(draw(seed, "from", 0, PEOPLE - 1));
        address to = personAt(draw(seed, "to", 0, PEOPLE - 1));
        bytes memory call = abi.encodeCall(ICardToken.reassign, (_one(from), _one(to)));
        if (_try(address(token), call, plain.mayReassign(from, to))) plain.reassign(from, to);
    }

    function setBlocked(uint256 seed, bool blocked) external asItStands {
        address account = personAt(draw(seed, "who", 0, PEOPLE - 1));
        bytes memory call =
            blocked
                ? abi.encodeCall(ICardToken.blockAccounts, (_one(account)))
                : abi.encodeCall(ICardToken.unblockAccounts, (_one(account)));
        if (_try(address(token), call, plain.isBlocked(account) != blocked))
            plain.setBlocked(account, blocked);
    }

    function setPaused(uint256 seed) external asItStands {
        bool paused = seed % 8 == 0;
        bytes memory call =
            paused
                ? abi.encodeCall(ICardToken.pauseSettlement, ())
                : abi.encodeCall(ICardToken.resumeSettlement, ());
        if (_try(address(token), call, plain.isPaused() != paused)) plain.setPaused(paused);
    }

    /* PAYMENTS */

    /// @dev Three payments to one recipient, who may be among the payers; fresh, or kept from before and from elsewhere.
    function settle(uint256 seed) external asItStands {
        Order[] memory orders = new Order[](3);
        address to = personAt(draw(seed, "to", 0, PEOPLE - 1));
        ICardToken.PaymentGroup[] memory groups = new ICardToken.PaymentGroup[](1);
        groups[0].payments = new ICardToken.Payment[](orders.length);
        for (uint256 i = 0; i < orders.length; ++i) {
            orders[i] = _orderOf(uint256(keccak256(abi.encode(seed, i))), to);
            if (i == 0) to = orders[0].to;
            orders[i].to = to;
            groups[0].payments[i] = ICardToken.Payment(
                orders[i].amount,
                orders[i].nonce,
                orders[i].deadline,
                orders[i].r,
                orders[i].vs
            );
        }
        groups[0].to = to;
        address relayer = personAt(draw(seed, "relayer", 0, PEOPLE - 1));
        bytes memory call = abi.encodeCall(ICardToken.settle, (groups));
        if (!_tryAs(relayer, address(token), call, !plain.isPaused())) return;
        uint256 received = 0;
        for (uint256 i = 0; i < orders.length; ++i) received += _payPlainly(orders[i]);
        plain.receive_(to, received);
    }

    function _orderOf(uint256 seed, address to) private returns (Order memory order) {
        if (_kept.length != 0 && draw(seed, "again", 0, 2) == 0)
            return _kept[draw(seed, "which", 0, _kept.length - 1)];
        uint256 payer = draw(seed, "payer", 0, PEOPLE - 1);
        order.key = _keyAt(payer);
        order.to = to;
        order.token = seed % 8 == 0 ? address(plain) : address(token);
        order.chain = seed % 8 == 1 ? 1 : block.chainid;
        order.amount = draw(seed, "amount", 0, 10_000);
        uint256 highest = plain.highestNonce(personAt(payer));
        order.nonce = draw(seed, "nonce", highest > 35 ? highest - 35 : 0, highest + 40);
        order.deadline = block.timestamp + draw(seed, "deadline", 0, 20 days) - 1 days;
        order.sign();
        if (_kept.length < KEPT) _kept.push(order);
        else _kept[draw(seed, "instead", 0, KEPT - 1)] = order;
    }

    function _payPlainly(Order memory order) private returns (uint256) {
        address payer = order.signerAt(address(token), block.chainid);
        bytes32 digest = order.digestAt(address(token), block.chainid);
        return plain.pay(payer, order.amount, order.nonce, order.deadline, digest);
    }

    function _openCampaign(
        uint256 id,
        uint96 cap,
        uint256 from,
        uint256 until,
        bool isExpected
    ) private {
        bytes memory call = abi.encodeCall(
            ILocalToken.openCampaign,
            (bytes32(id), cap, uint40(from), uint40(until))
        );
        if (_try(address(token), call, isExpected)) plain.open(id, cap, from, until);
    }
}
