// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";

import {AccountWord, AccountWords} from "./AccountWord.sol";
import {CardToken} from "./CardToken.sol";
import {CivilYear} from "./CivilYear.sol";
import {Totals} from "./Totals.sol";
import {ICardToken} from "./interfaces/ICardToken.sol";
import {ILocalToken} from "./interfaces/ILocalToken.sol";

/// @title LocalToken
/// @notice Deployed once per municipality: `constructor(authority, name, symbol)`. Nothing can be minted until ADMIN has
/// set a yearly limit.
contract LocalToken is CardToken, Nonces, ILocalToken {
    bytes32 private constant PERMIT_TYPEHASH = keccak256(
        "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
    );

    /* STORAGE */

    uint96 private _totalSupply;
    uint96 private _yearlyLimit;
    bool private _paused;

    mapping(uint256 year => uint256 minted) private _mintedIn;
    mapping(bytes32 id => Campaign campaign) private _campaigns;
    mapping(bytes32 ref => bool done) private _rewards;
    mapping(address owner => mapping(address spender => uint256 amount)) private _allowances;

    constructor(
        address authority,
        string memory name_,
        string memory symbol_
    ) CardToken(authority, name_, symbol_) {}

    /* TREASURY */

    /// @inheritdoc ILocalToken
    function openCampaign(
        bytes32 campaign,
        uint96 cap,
        uint40 from,
        uint40 until
    ) external restricted {
        require(_campaigns[campaign].cap == 0, CampaignAlreadyOpen(campaign));
        require(
            cap != 0 && from <= until && until >= block.timestamp,
            InvalidCampaign(cap, from, until)
        );
        _campaigns[campaign] = Campaign({cap: cap, rewarded: 0, from: from, until: until});
        emit CampaignOpened(campaign, cap, from, until);
    }

    /// @inheritdoc ILocalToken
    function closeCampaign(bytes32 campaign) external restricted {
        Campaign storage entry = _campaigns[campaign];
        require(entry.until >= block.timestamp, CampaignNotOpen(campaign));
        // The last second that has passed for certain: a reward in this very block is refused too.
        entry.until = uint40(block.timestamp - 1);
        emit CampaignClosed(campaign, entry.rewarded);
    }

    /* REWARDS */

    /// @inheritdoc ILocalToken
    function reward(
        bytes32 campaign,
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes32 ref
    ) external restricted {
        require(accounts.length == amounts.length, LengthMismatch(accounts.length, amounts.length));
        require(!_rewards[ref], RewardAlreadyDone(ref));
        _rewards[ref] = true;
        uint256 total = 0;
        for (uint256 i = 0; i < accounts.length; ++i) {
            require(amounts[i] <= AccountWords.MAX_AMOUNT, AmountTooLarge(amounts[i]));
            total += amounts[i];
        }
        _spendBudget(campaign, total);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _rewardOne(accounts[i], amounts[i]);
        }
        emit Rewarded(campaign, ref, accounts.length, total);
    }

    /// @dev After this the total fits 96 bits: it is within the campaign's cap, the year's limit and the supply's width.
    function _spendBudget(bytes32 campaign, uint256 total) private {
        Campaign storage entry = _campaigns[campaign];
        bool isOpen = block.timestamp >= entry.from && block.timestamp <= entry.until;
        require(isOpen, CampaignNotOpen(campaign));
        entry.rewarded = Totals.rewarded(campaign, entry.rewarded, total, entry.cap);
        uint256 year = CivilYear.ofTimestamp(block.timestamp);
        _mintedIn[year] = Totals.minted(_mintedIn[year], total, _yearlyLimit);
        _totalSupply = Totals.mintedEver(_totalSupply, total);
    }

    function _rewardOne(address account, uint256 amount) private {
        require(account != address(0), ERC20InvalidReceiver(account));
        Account storage entry = _accounts[account];
        entry.word = entry.word.credit(amount).with(AccountWords.KNOWN);
        emit Transfer(address(0), account, amount);
    }

    /* ADMIN */

    /// @inheritdoc ILocalToken
    function setYearlyLimit(uint96 limit) external restricted {
        _yearlyLimit = limit;
        emit YearlyLimitSet(limit);
    }

    /* WHAT LOCAL VALUE DECIDES */

    function _checkSettleable() internal view override {
        require(!_paused, SettlementIsPaused());
    }

    function _judgeRecipient(
        address to,
        AccountWord
    ) internal pure override returns (bool, uint256) {
        return (to != address(0), 0);
    }

    function _mayPay(AccountWord) internal pure override returns (bool) {
        return true;
    }

    function _setPaused(bool paused) internal override {
        _paused = paused;
    }

    /* ERC-20 */

    /// @inheritdoc IERC20
    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount, 0);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        uint256 allowed = _allowances[from][msg.sender];
        if (allowed != type(uint256).max) {
            require(allowed >= amount, ERC20InsufficientAllowance(msg.sender, allowed, amount));
            _allowances[from][msg.sender] = allowed - amount;
        }
        _move(from, to, amount, 0);
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    function _approve(address owner, address spender, uint256 amount) private {
        require(owner != address(0), ERC20InvalidApprover(owner));
        require(spender != address(0), ERC20InvalidSpender(spender));
        _allowances[owner][spender] = amount;
        emit Approval(owner, spender, amount);
    }

    /// @inheritdoc IERC20Permit
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        require(block.timestamp <= deadline, PermitExpired(deadline));
        bytes32 structHash = keccak256(
            abi.encode(PERMIT_TYPEHASH, owner, spender, value, _useNonce(owner), deadline)
        );
        (address signer, , ) = ECDSA.tryRecover(_hashTypedDataV4(structHash), v, r, s);
        require(signer == owner && signer != address(0), PermitSignerMismatch(signer, owner));
        _approve(owner, spender, value);
    }

    /* VIEWS */

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _totalSupply;
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @notice The next ERC-2612 nonce of an account; signed payments have numbers of their own (`highestNonce`).
    function nonces(address owner) public view override(Nonces, IERC20Permit) returns (uint256) {
        return super.nonces(owner);
    }

    /// @inheritdoc IERC20Permit
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc ILocalToken
    function campaignOf(bytes32 campaign) external view returns (Campaign memory) {
        return _campaigns[campaign];
    }

    /// @inheritdoc ILocalToken
    function yearlyLimit() external view returns (uint256) {
        return _yearlyLimit;
    }

    /// @inheritdoc ILocalToken
    function mintedIn(uint256 year) external view returns (uint256) {
        return _mintedIn[year];
    }

    /// @inheritdoc ILocalToken
    function isRewardDone(bytes32 ref) external view returns (bool) {
        return _rewards[ref];
    }

    function isSettlementPaused() public view override(CardToken, ICardToken) returns (bool) {
        return _paused;
    }

    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return
            interfaceId == type(IERC20Permit).interfaceId || super.supportsInterface(interfaceId);
    }
}
