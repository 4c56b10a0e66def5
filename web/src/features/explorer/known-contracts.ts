import { queryOptions, useQuery } from "@tanstack/react-query";
import type { Abi } from "viem";

import { accessManagerAbi } from "#core/chain/abi/access-manager.ts";
import { localTokenAbi } from "#core/chain/abi/local-token.ts";
import { merchantRegistryAbi } from "#core/chain/abi/merchant-registry.ts";
import { programmesAbi } from "#core/chain/abi/programmes.ts";
import { voucherAbi } from "#core/chain/abi/voucher.ts";
import { LOCAL_VALUE_LOGO, VOUCHER_LOGO } from "#core/open-data/token-logos.ts";

import type { Town } from "../../shared/api/types.ts";
import { readOpenedProgrammes } from "../../shared/chain/read-programmes.ts";
import { createChainReader } from "../../shared/chain/town-chain.ts";

/** A contract whose ABI is published, by what it is called here. A token has a symbol and two decimals. */
export type KnownContract = {
  readonly address: string;
  readonly name: string;
  readonly abi: Abi;
  readonly symbol?: string;
  /** Where its picture is. */
  readonly logo?: string;
};

export type KnownContracts = ReadonlyMap<string, KnownContract>;

function townContracts({ contracts }: Town): KnownContract[] {
  return [
    { address: contracts.accessManager, name: "Autorizzazioni", abi: accessManagerAbi },
    { address: contracts.merchantRegistry, name: "Registro esercenti", abi: merchantRegistryAbi },
    { address: contracts.programmes, name: "Programmi", abi: programmesAbi },
    {
      address: contracts.localToken,
      name: "Valore locale",
      abi: localTokenAbi,
      symbol: "valore locale",
      logo: LOCAL_VALUE_LOGO,
    },
  ];
}

async function readKnownContracts(town: Town): Promise<KnownContracts> {
  const client = createChainReader(town);
  const opened = await readOpenedProgrammes(client, town, await client.getBlockNumber());
  const vouchers = opened.map(({ voucher, name, symbol }) => ({
    address: voucher,
    name: `Buoni «${name}»`,
    abi: voucherAbi,
    symbol,
    logo: VOUCHER_LOGO,
  }));
  return new Map(
    [...townContracts(town), ...vouchers].map((contract) => [
      contract.address.toLowerCase(),
      contract,
    ]),
  );
}

/** The town's contracts by address in lower case, the vouchers of its programmes among them. */
export function useKnownContracts(town: Town) {
  return useQuery(
    queryOptions({
      queryKey: ["known-contracts", town.chainId, town.contracts.programmes],
      queryFn: () => readKnownContracts(town),
      staleTime: 30_000,
    }),
  );
}
