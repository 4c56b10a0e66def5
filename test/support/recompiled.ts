import { type Hex, concatHex, keccak256 } from "viem";
import solc from "solc";

import type { Given } from "./fake-verifiers.ts";

/** What a stranger gets who compiles what was published, and nothing else. */
export type Recompiled = {
  readonly creation: Hex;
  readonly runtime: Hex;
  /** Bytes of `runtime` that the constructor fills in. */
  readonly filledIn: readonly { readonly start: number; readonly length: number }[];
};

type CompilerAnswer = {
  errors?: { severity: string; formattedMessage: string }[];
  contracts: Record<string, Record<string, { evm: CompiledEvm }>>;
};
type CompiledEvm = {
  bytecode: { object: string };
  deployedBytecode: {
    object: string;
    immutableReferences: Record<string, { start: number; length: number }[]>;
  };
};

/** Compiles a submission as it stands; of the output only what is compared is asked for, because that is faster. */
export function recompile({ input, identifier, compilerVersion }: Given): Recompiled {
  if (!solc.version().startsWith(compilerVersion.replace(/^v/, "")))
    throw new Error(`${compilerVersion} is not the compiler here, ${solc.version()}.`);
  const [file, contract] = [
    identifier.slice(0, identifier.lastIndexOf(":")),
    identifier.split(":").at(-1)!,
  ];
  const outputSelection = { [file]: { [contract]: ["evm.bytecode", "evm.deployedBytecode"] } };
  const settings = { ...input.settings, outputSelection };
  const answer = JSON.parse(solc.compile(JSON.stringify({ ...input, settings }))) as CompilerAnswer;
  const wrong = answer.errors?.find(({ severity }) => severity === "error");
  if (wrong !== undefined) throw new Error(wrong.formattedMessage);
  const { bytecode, deployedBytecode } = answer.contracts[file]![contract]!.evm;
  return {
    creation: `0x${bytecode.object}`,
    runtime: `0x${deployedBytecode.object}`,
    filledIn: Object.values(deployedBytecode.immutableReferences).flat(),
  };
}

/** Whether code on a chain is this contract's, to the last byte of its metadata. */
export function isCodeOf({ runtime, filledIn }: Recompiled, code: Hex): boolean {
  return blank(code, filledIn) === blank(runtime, filledIn);
}

function blank(code: Hex, places: Recompiled["filledIn"]): string {
  const bytes = Buffer.from(code.slice(2), "hex");
  for (const { start, length } of places) bytes.fill(0, start, start + length);
  return bytes.toString("hex");
}

/** The hash from which CREATE2 makes an address. */
export function hashOfCreation({ creation }: Recompiled, constructorArguments: Hex): Hex {
  return keccak256(concatHex([creation, constructorArguments]));
}
