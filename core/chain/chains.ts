/** How a fee is offered on a chain. Prices are in wei. */
export type GasPolicy = {
  /** The tip never falls below this. */
  readonly minimumTipWei: bigint;
  /** No transaction offers more per gas than this, whatever the market says: it waits and alarms. */
  readonly maximumFeePerGasWei: bigint;
};

/** Whom to ask to publish the contracts' sources. */
export type Verifier = {
  readonly kind: "sourcify" | "blockscout" | "etherscan";
  readonly apiUrl: string;
};

/**
 * A chain that Borgo can be deployed to. `finality` is the block tag below which nothing is taken back;
 * `onForgotten` says what to do where the chain nevertheless no longer has a block that it called final:
 * our own embedded node is rebuilt from what we kept, a public chain stops the service and calls a human.
 */
export type Chain = {
  readonly network: string;
  readonly name: string;
  readonly chainId: number;
  readonly rpcUrls: readonly string[];
  /** Base address of a block explorer that understands `/tx/…` and `/address/…`; none: our own pages. */
  readonly explorerUrl?: string;
  readonly finality: "finalized" | "safe";
  readonly onForgotten: "rebuild" | "halt";
  readonly isTest: boolean;
  /** Seconds between two blocks, as an expectation for time-outs. */
  readonly blockSeconds: number;
  readonly currency: { readonly symbol: string; readonly name: string };
  readonly gas: GasPolicy;
  /**
   * Signed transactions of one relayer that may wait at once. Nodes keep 16 in order, with room to replace them; a chain
   * without a pool drops what is not next in line: there it is 1.
   */
  readonly inFlightLimit: number;
  readonly verifiers: readonly Verifier[];
};

const GWEI = 1_000_000_000n;
const SOURCIFY: Verifier = { kind: "sourcify", apiUrl: "https://sourcify.dev/server" };
const ETHERSCAN: Verifier = { kind: "etherscan", apiUrl: "https://api.etherscan.io/v2/api" };
const ETHER = { symbol: "ETH", name: "Ether" };

/** A private node that the service starts by itself. Its chain id is anvil's and Hardhat's default. */
export const EMBEDDED_CHAIN: Chain = {
  network: "embedded",
  name: "Catena locale",
  chainId: 31_337,
  rpcUrls: [],
  finality: "finalized",
  onForgotten: "rebuild",
  isTest: true,
  blockSeconds: 1,
  currency: ETHER,
  gas: { minimumTipWei: 1n, maximumFeePerGasWei: 1_000n * GWEI },
  inFlightLimit: 4,
  verifiers: [],
};

export const CHAINS: readonly Chain[] = [
  EMBEDDED_CHAIN,
  {
    network: "gnosis",
    name: "Gnosis Chain",
    chainId: 100,
    rpcUrls: ["https://rpc.gnosischain.com", "https://gnosis-rpc.publicnode.com"],
    explorerUrl: "https://gnosis.blockscout.com",
    finality: "finalized",
    onForgotten: "halt",
    isTest: false,
    blockSeconds: 5,
    currency: { symbol: "xDAI", name: "xDAI" },
    gas: { minimumTipWei: 1n, maximumFeePerGasWei: 50n * GWEI },
    inFlightLimit: 4,
    verifiers: [SOURCIFY, { kind: "blockscout", apiUrl: "https://gnosis.blockscout.com/api" }],
  },
  {
    network: "chiado",
    name: "Gnosis Chiado",
    chainId: 10_200,
    rpcUrls: ["https://rpc.chiadochain.net", "https://gnosis-chiado-rpc.publicnode.com"],
    explorerUrl: "https://gnosis-chiado.blockscout.com",
    finality: "finalized",
    onForgotten: "halt",
    isTest: true,
    blockSeconds: 5,
    currency: { symbol: "xDAI", name: "Chiado xDAI" },
    gas: { minimumTipWei: 1n, maximumFeePerGasWei: 50n * GWEI },
    inFlightLimit: 4,
    verifiers: [
      SOURCIFY,
      { kind: "blockscout", apiUrl: "https://gnosis-chiado.blockscout.com/api" },
    ],
  },
  {
    network: "sepolia",
    name: "Sepolia",
    chainId: 11_155_111,
    rpcUrls: ["https://ethereum-sepolia-rpc.publicnode.com", "https://rpc.sepolia.org"],
    explorerUrl: "https://sepolia.etherscan.io",
    finality: "finalized",
    onForgotten: "halt",
    isTest: true,
    blockSeconds: 12,
    currency: ETHER,
    gas: { minimumTipWei: 1_000_000n, maximumFeePerGasWei: 200n * GWEI },
    inFlightLimit: 4,
    verifiers: [
      SOURCIFY,
      { kind: "blockscout", apiUrl: "https://eth-sepolia.blockscout.com/api" },
      ETHERSCAN,
    ],
  },
  {
    network: "baseSepolia",
    name: "Base Sepolia",
    chainId: 84_532,
    rpcUrls: ["https://sepolia.base.org", "https://base-sepolia-rpc.publicnode.com"],
    explorerUrl: "https://sepolia.basescan.org",
    finality: "finalized",
    onForgotten: "halt",
    isTest: true,
    blockSeconds: 2,
    currency: ETHER,
    gas: { minimumTipWei: 1_000n, maximumFeePerGasWei: 20n * GWEI },
    inFlightLimit: 4,
    verifiers: [
      SOURCIFY,
      { kind: "blockscout", apiUrl: "https://base-sepolia.blockscout.com/api" },
      ETHERSCAN,
    ],
  },
  {
    network: "base",
    name: "Base",
    chainId: 8453,
    rpcUrls: ["https://mainnet.base.org", "https://base-rpc.publicnode.com"],
    explorerUrl: "https://basescan.org",
    finality: "finalized",
    onForgotten: "halt",
    isTest: false,
    blockSeconds: 2,
    currency: ETHER,
    gas: { minimumTipWei: 1_000n, maximumFeePerGasWei: 20n * GWEI },
    inFlightLimit: 4,
    verifiers: [
      SOURCIFY,
      { kind: "blockscout", apiUrl: "https://base.blockscout.com/api" },
      ETHERSCAN,
    ],
  },
  {
    network: "optimismSepolia",
    name: "OP Sepolia",
    chainId: 11_155_420,
    rpcUrls: ["https://sepolia.optimism.io", "https://optimism-sepolia-rpc.publicnode.com"],
    explorerUrl: "https://testnet-explorer.optimism.io",
    finality: "finalized",
    onForgotten: "halt",
    isTest: true,
    blockSeconds: 2,
    currency: ETHER,
    gas: { minimumTipWei: 1_000n, maximumFeePerGasWei: 20n * GWEI },
    inFlightLimit: 4,
    verifiers: [
      SOURCIFY,
      { kind: "blockscout", apiUrl: "https://testnet-explorer.optimism.io/api" },
      ETHERSCAN,
    ],
  },
];

/** The chain of that network name; `undefined` where none is described. */
export function chainNamed(network: string): Chain | undefined {
  return CHAINS.find((chain) => chain.network === network);
}
