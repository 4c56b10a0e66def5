// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {BudgetModel} from "../proof/BudgetModel.sol";

/// @notice Local value's rules written down a second time, with a variable for each thing.
contract PlainLocalToken {
    struct Plan {
        uint256 cap;
        uint256 rewarded;
        uint256 from;
        uint256 until;
        BudgetModel sums;
    }

    mapping(uint256 id => Plan) public plans;
    mapping(uint256 year => uint256) public minted;
    /// @dev The highest limit that was in force at some minting of the year.
    mapping(uint256 year => uint256) public highestLimit;
    mapping(bytes32 ref => bool) public isRefUsed;
    mapping(address account => uint256 cents) public balanceOf;
    mapping(address account => bool) public isBlocked;
    mapping(address account => bool) public isKnown;
    mapping(address account => uint256 nonce) public highestNonce;
    mapping(address account => mapping(uint256 nonce => bool)) public isSettled;
    mapping(bytes32 digest => bool) public hasMoved;
    mapping(address owner => mapping(address spender => uint256 cents)) public allowance;
    /// @dev How many permits each has signed that were taken: the number of the next.
    mapping(address owner => uint256 number) public permits;
    bool public isPaused;
    uint256 public limit;
    uint256 public supply;

    /// @dev By the calendar, as far as the town lives.
    function year() public view returns (uint256) {
        if (block.timestamp < 1_830_297_600) return 2027;
        if (block.timestamp < 1_861_920_000) return 2028;
        return block.timestamp < 1_893_456_000 ? 2029 : 2030;
    }

    /* CAMPAIGNS */

    function mayOpen(
        uint256 id,
        uint256 cap,
        uint256 from,
        uint256 until
    ) external view returns (bool) {
        return plans[id].cap == 0 && cap != 0 && from <= until && until >= block.timestamp;
    }

    function open(uint256 id, uint96 cap, uint256 from, uint256 until) external {
        plans[id] = Plan(cap, 0, from, until, new BudgetModel(cap));
    }

    function mayClose(uint256 id) external view returns (bool) {
        return plans[id].cap != 0 && plans[id].until >= block.timestamp;
    }

    function close(uint256 id) external {
        plans[id].until = block.timestamp - 1;
    }

    function mayReward(uint256 id, uint256 total, bytes32 ref) external view returns (bool) {
        Plan memory plan = plans[id];
        bool isOpen =
            plan.cap != 0 && plan.from <= block.timestamp && block.timestamp <= plan.until;
        bool isWithin = plan.rewarded + total <= plan.cap && minted[year()] + total <= limit;
        return isOpen && isWithin && !isRefUsed[ref];
    }

    function reward(uint256 id, address account, uint256 amount, bytes32 ref) external {
        isRefUsed[ref] = true;
        plans[id].rewarded += amount;
        minted[year()] += amount;
        if (limit > highestLimit[year()]) highestLimit[year()] = limit;
        supply += amount;
        balanceOf[account] += amount;
        isKnown[account] = true;
        plans[id].sums.setYearlyLimit(uint96(limit));
        plans[id].sums.reward(true, false, int256(amount));
    }

    function setLimit(uint256 limit_) external {
        limit = limit_;
    }

    /* ACCOUNTS */

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function setPaused(bool paused) external {
        isPaused = paused;
    }

    function mayMove(address from, uint256 amount) external view returns (bool) {
        return !isBlocked[from] && amount <= balanceOf[from];
    }

    function move(address from, address to, uint256 amount) public {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }

    function approve(address owner, address spender, uint256 amount) public {
        allowance[owner][spender] = amount;
    }

    function permit(address owner, address spender, uint256 amount) external {
        ++permits[owner];
        approve(owner, spender, amount);
    }

    function moveBy(address spender, address from, address to, uint256 amount) external {
        uint256 allowed = allowance[from][spender];
        if (allowed != type(uint256).max) allowance[from][spender] = allowed - amount;
        move(from, to, amount);
    }

    function mayReassign(address from, address to) external view returns (bool) {
        return isKnown[from] && isKnown[to] && from != to && !isBlocked[to];
    }

    function reassign(address from, address to) external {
        move(from, to, balanceOf[from]);
        isBlocked[from] = true;
    }

    /// @dev Debits at once; the recipient is credited with all of its group when the group is done.
    /// @return What the recipient gets.
    function pay(
        address payer,
        uint256 amount,
        uint256 nonce,
        uint256 deadline,
        bytes32 digest
    ) external returns (uint256) {
        bool isOld = nonce == 0 || nonce + 32 <= highestNonce[payer] || isSettled[payer][nonce];
        if (deadline < block.timestamp || isBlocked[payer] || isOld) return 0;
        if (amount == 0 || amount > balanceOf[payer]) return 0;
        assert(!hasMoved[digest]);
        hasMoved[digest] = true;
        isSettled[payer][nonce] = true;
        if (nonce > highestNonce[payer]) highestNonce[payer] = nonce;
        balanceOf[payer] -= amount;
        return amount;
    }

    function receive_(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }
}
