// SPDX-License-Identifier: EUPL-1.2
pragma solidity 0.8.37;

import {ERC2771Context} from "@openzeppelin/contracts/metatx/ERC2771Context.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20TransferAuthorization} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20TransferAuthorization.sol";
import {ERC3009} from "@openzeppelin/contracts/token/ERC20/extensions/draft-ERC3009.sol";
import {Context} from "@openzeppelin/contracts/utils/Context.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ERC20 as SoladyERC20} from "solady/src/tokens/ERC20.sol";

/// @notice The ways to pay that others publish, as they publish them, with nothing added but a first supply: what the
/// vouchers' settlement is measured beside (`npm run bench:gas`). Never deployed.
contract PlainToken is ERC20 {
    constructor(address[] memory holders, uint256 amount) ERC20("Plain", "P") {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], amount);
    }
}

/// @notice Random nonces, a storage slot each.
contract Erc3009Token is ERC3009, Multicall {
    constructor(
        address[] memory holders,
        uint256 amount
    ) ERC20("Authorised", "A") EIP712("Authorised", "1") {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], amount);
    }
}

/// @notice Numbered nonces, a storage slot for each payer.
contract KeyedNonceToken is ERC20TransferAuthorization, Multicall {
    constructor(address[] memory holders, uint256 amount) ERC20("Keyed", "K") EIP712("Keyed", "1") {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], amount);
    }
}

/// @notice Plain transfers through a trusted forwarder, OpenZeppelin's `ERC2771Forwarder`.
contract ForwardedToken is ERC20, ERC2771Context {
    constructor(
        address[] memory holders,
        uint256 amount,
        address forwarder
    ) ERC20("Forwarded", "F") ERC2771Context(forwarder) {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], amount);
    }

    function _msgSender() internal view override(Context, ERC2771Context) returns (address) {
        return ERC2771Context._msgSender();
    }

    function _msgData() internal view override(Context, ERC2771Context) returns (bytes calldata) {
        return ERC2771Context._msgData();
    }

    function _contextSuffixLength()
        internal
        view
        override(Context, ERC2771Context)
        returns (uint256)
    {
        return ERC2771Context._contextSuffixLength();
    }
}

/// @notice The most frugal ERC-20 there is, in assembly.
contract SoladyToken is SoladyERC20 {
    constructor(address[] memory holders, uint256 amount) {
        for (uint256 i = 0; i < holders.length; ++i) _mint(holders[i], amount);
    }

    function name() public pure override returns (string memory) {
        return "Solady";
    }

    function symbol() public pure override returns (string memory) {
        return "S";
    }
}
