import {
  type Abi,
  type Hex,
  encodeAbiParameters,
  encodeEventTopics,
  keccak256,
  numberToHex,
  pad,
  parseTransaction,
  toHex,
} from "viem";

/** An event to be put into a block, by its contract's ABI. */
export type FakeEvent = {
  readonly address: Hex;
  readonly abi: Abi;
  readonly eventName: string;
  readonly args: Readonly<Record<string, unknown>>;
};

export type FakeTransaction = {
  readonly from: Hex;
  readonly to: Hex;
  readonly input: Hex;
  readonly events: readonly FakeEvent[];
};

type Json = Record<string, unknown>;
type Block = { readonly number: number; readonly seconds: number; readonly transactions: Json[] };

const ZEROS = (bytes: number): Hex => `0x${"0".repeat(bytes * 2)}`;
const GENESIS_SECONDS = Date.parse("2026-11-02T08:00:00Z") / 1000;
const BLOCK_SECONDS = 86_400;

/**
 * A node for tests of pages: it holds the blocks it was given, a day apart, and answers what a page may ask through the
 * service. What is sent to it goes into a block at once; `onSent` then says which events it caused.
 */
export class FakeChain {
  readonly chainId: number;
  readonly sent: Json[] = [];
  onSent: (transaction: { to: Hex; input: Hex }) => readonly FakeEvent[] = () => [];
  isDown = false;
  /** First blocks of the ranges whose logs were asked for, by contract, in the order asked. */
  readonly askedFrom: { readonly address: string; readonly block: number }[] = [];
  /** Another text makes the same numbers other blocks. */
  fork = "";
  /** What the next `eth_call` reverts with: a contract's error, encoded. */
  revertData: Hex | undefined;
  /** What functions answer, by selector; one cent where nothing is said. */
  readonly answers = new Map<string, Hex>();
  readonly #blocks: Block[] = [{ number: 0, seconds: GENESIS_SECONDS, transactions: [] }];
  readonly #logs: Json[] = [];

  constructor(chainId: number) {
    this.chainId = chainId;
  }

  get height(): number {
    return this.#blocks.length - 1;
  }

  hashOfBlock(number: number): Hex {
    return keccak256(toHex(`block ${number}${this.fork}`));
  }

  /** Adds a block and answers its transactions' hashes. */
  add(transactions: readonly FakeTransaction[]): Hex[] {
    const number = this.#blocks.length;
    const hashes = transactions.map((_, index) => keccak256(toHex(`tx ${number} ${index}`)));
    this.#put(number, transactions, hashes);
    return hashes;
  }

  #put(number: number, transactions: readonly FakeTransaction[], hashes: readonly Hex[]): void {
    const seconds = GENESIS_SECONDS + number * BLOCK_SECONDS;
    const entries = transactions.map(({ from, to, input }, index) => ({
      hash: hashes[index],
      from,
      to,
      input,
      blockNumber: numberToHex(number),
      blockHash: this.hashOfBlock(number),
      transactionIndex: numberToHex(index),
      nonce: "0x0",
      gas: "0x5208",
      gasPrice: "0x1",
      value: "0x0",
      type: "0x0",
      v: "0x1b",
      r: pad("0x1"),
      s: pad("0x1"),
    }));
    this.#blocks.push({ number, seconds, transactions: entries });
    let logIndex = 0;
    for (const [index, { events }] of transactions.entries())
      for (const event of events)
        this.#logs.push({
          ...logOf(event),
          blockNumber: numberToHex(number),
          blockHash: this.hashOfBlock(number),
          blockTimestamp: numberToHex(seconds),
          transactionHash: hashes[index],
          transactionIndex: numberToHex(index),
          logIndex: numberToHex(logIndex++),
          removed: false,
        });
  }

  /** Answers one JSON-RPC call. */
  answer({ id, method, params = [] }: { id: unknown; method: string; params?: unknown[] }): Json {
    if (this.isDown)
      return {
        jsonrpc: "2.0",
        id,
        error: { code: -32_000, message: "La blockchain non risponde." },
      };
    if ((method === "eth_call" || method === "eth_estimateGas") && this.revertData !== undefined)
      return {
        jsonrpc: "2.0",
        id,
        error: { code: 3, message: "execution reverted", data: this.revertData },
      };
    return { jsonrpc: "2.0", id, result: this.#resultOf(method, params) };
  }

  #resultOf(method: string, params: unknown[]): unknown {
    const [first] = params;
    const answers: Readonly<Record<string, () => unknown>> = {
      eth_chainId: () => numberToHex(this.chainId),
      eth_blockNumber: () => numberToHex(this.height),
      eth_getBlockByNumber: () => this.#block(String(first), params[1] === true),
      eth_getBlockByHash: () => this.#block(this.#numberOf(String(first)), params[1] === true),
      eth_getLogs: () => this.#find(first as Json),
      eth_getTransactionByHash: () => this.#transaction(first) ?? null,
      eth_getTransactionReceipt: () => this.#receipt(first),
      eth_call: () => this.answers.get(String((first as Json)["data"]).slice(0, 10)) ?? pad("0x1"),
      eth_estimateGas: () => "0x30000",
      eth_gasPrice: () => "0x1",
      eth_maxPriorityFeePerGas: () => "0x1",
      eth_getTransactionCount: () => numberToHex(this.sent.length),
      eth_sendRawTransaction: () => this.#send(first as Hex),
    };
    const answer = answers[method];
    if (answer === undefined) throw new RangeError(`The fake chain does not know ${method}.`);
    return answer();
  }

  #numberOf(hash: string): string {
    return String(this.#blocks.findIndex(({ number }) => this.hashOfBlock(number) === hash));
  }

  #block(tag: string, isFull: boolean): Json | null {
    const isNumber = /^(0x[0-9a-f]+|\d+)$/i.test(tag);
    const block = this.#blocks[isNumber ? Number(tag) : this.height];
    if (block === undefined) return null;
    const { number, seconds, transactions } = block;
    return {
      number: numberToHex(number),
      hash: this.hashOfBlock(number),
      parentHash: this.hashOfBlock(number - 1),
      timestamp: numberToHex(seconds),
      gasUsed: "0x5208",
      gasLimit: "0x1c9c380",
      baseFeePerGas: "0x1",
      difficulty: "0x0",
      nonce: ZEROS(8),
      miner: ZEROS(20),
      extraData: "0x",
      logsBloom: ZEROS(256),
      size: "0x1",
      uncles: [],
      transactions: isFull ? transactions : transactions.map(({ hash }) => hash),
    };
  }

  #find({ address, fromBlock, toBlock, topics = [] }: Json): Json[] {
    const wanted = [address].flat().map((one) => String(one).toLowerCase());
    const from = fromBlock === undefined ? 0 : Number(fromBlock);
    const until = toBlock === undefined || toBlock === "latest" ? this.height : Number(toBlock);
    const filter = topics as (string | null)[];
    for (const one of wanted) this.askedFrom.push({ address: one, block: from });
    return this.#logs.filter((log) => {
      const number = Number(log["blockNumber"]);
      const own = log["topics"] as string[];
      const matches = filter.every((topic, at) => topic === null || topic === own[at]);
      return (
        matches && number >= from && number <= until && wanted.includes(String(log["address"]))
      );
    });
  }

  #transaction(hash: unknown): Json | undefined {
    return this.#blocks
      .flatMap(({ transactions }) => transactions)
      .find((tx) => tx["hash"] === hash);
  }

  #receipt(hash: unknown): Json | null {
    const transaction = this.#transaction(hash);
    if (transaction === undefined) return null;
    const { blockNumber, blockHash, transactionIndex, from, to } = transaction;
    return {
      transactionHash: hash,
      blockNumber,
      blockHash,
      transactionIndex,
      from,
      to,
      status: "0x1",
      gasUsed: "0x5208",
      cumulativeGasUsed: "0x5208",
      effectiveGasPrice: "0x1",
      contractAddress: null,
      logsBloom: ZEROS(256),
      type: "0x2",
      logs: this.#logs.filter((log) => log["transactionHash"] === hash),
    };
  }

  #send(raw: Hex): Hex {
    const { to, data } = parseTransaction(raw);
    const call = { to: to as Hex, input: data ?? "0x" };
    const hash = keccak256(raw);
    this.sent.push({ ...call, hash });
    const events = this.onSent(call);
    this.#put(this.#blocks.length, [{ from: ZEROS(20), ...call, events }], [hash]);
    return hash;
  }
}

function logOf({ address, abi, eventName, args }: FakeEvent): Json {
  const topics = encodeEventTopics({ abi, eventName, args } as never);
  const item = abi.find((one) => one.type === "event" && one.name === eventName);
  if (item?.type !== "event") throw new RangeError(`No event ${eventName}.`);
  const plain = item.inputs.filter((input) => input.indexed !== true);
  const values = plain.map((input) => args[input.name ?? ""]);
  return { address: address.toLowerCase(), topics, data: encodeAbiParameters(plain, values) };
}
