// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {ICardToken} from "./ICardToken.sol";

/// @title ILocalToken
/// @notice The local value that circulates beside the vouchers: earned by living in the town, spent in the town.
///
/// Freely transferable, payable by the same card signatures as a voucher, never redeemable for euros on chain.
/// It comes into being only as a reward of a campaign, within the campaign's budget, and all campaigns
/// together only within the yearly limit.
///
/// STORAGE, after a card token's six slots. 6: ERC-2612 nonces. 7: total supply, yearly limit and pause. 8: what was minted
/// in each year. 9: campaigns. 10: references of rewards that are done. 11: allowances.
interface ILocalToken is ICardToken, IERC20Permit {
    /// @notice A campaign's budget and time.
    struct Campaign {
        /// The budget in cents: no more than this is ever rewarded under the campaign.
        uint96 cap;
        uint96 rewarded;
        uint40 from;
        /// Last second at which rewards may be minted; 0 where there is no such campaign.
        uint40 until;
    }

    event CampaignOpened(bytes32 indexed campaign, uint256 cap, uint256 from, uint256 until);
    event CampaignClosed(bytes32 indexed campaign, uint256 rewarded);
    /// @notice One transaction of rewards: `total` cents to `accounts` accounts under a campaign.
    event Rewarded(bytes32 indexed campaign, bytes32 indexed ref, uint256 accounts, uint256 total);
    /// @notice The most that may be minted in a civil year (UTC) from now on.
    event YearlyLimitSet(uint256 limit);

    error CampaignAlreadyOpen(bytes32 campaign);
    error CampaignNotOpen(bytes32 campaign);
    error CampaignExceededCap(bytes32 campaign, uint256 rewarded, uint256 cap);
    error YearlyLimitExceeded(uint256 minted, uint256 limit);
    error RewardAlreadyDone(bytes32 ref);
    error InvalidCampaign(uint256 cap, uint256 from, uint256 until);
    /// @notice ERC-2612: the permit's deadline has passed.
    error PermitExpired(uint256 deadline);
    /// @notice ERC-2612: the permit was signed by another account.
    error PermitSignerMismatch(address signer, address owner);

    /// @notice Opens a campaign with a budget. [TREASURY]
    function openCampaign(bytes32 campaign, uint96 cap, uint40 from, uint40 until) external;
    /// @notice Closes a campaign before its time; what was rewarded stays. [TREASURY]
    function closeCampaign(bytes32 campaign) external;
    /// @notice Mints rewards under a campaign. [REWARDS]
    /// @param ref Random reference, used once: the same rewards cannot be minted twice.
    function reward(
        bytes32 campaign,
        address[] calldata accounts,
        uint256[] calldata amounts,
        bytes32 ref
    ) external;
    /// @notice Sets the most that may be minted in a civil year, in cents. [ADMIN, delayed]
    function setYearlyLimit(uint96 limit) external;

    function campaignOf(bytes32 campaign) external view returns (Campaign memory);
    function yearlyLimit() external view returns (uint256);
    /// @notice Cents minted in the given civil year (UTC).
    function mintedIn(uint256 year) external view returns (uint256);
    function isRewardDone(bytes32 ref) external view returns (bool);
}
