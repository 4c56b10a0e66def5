import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createSiweMessage } from "viem/siwe";
import { type Connector, useConfig } from "wagmi";
import { connect, disconnect, getConnection, signMessage, switchChain } from "wagmi/actions";

import { createOfficerNonce } from "../../../shared/api/create-officer-nonce.ts";
import { readOfficerSessionOptions } from "../../../shared/api/read-officer-session.ts";
import { startOfficerSession } from "../../../shared/api/start-officer-session.ts";
import type { Town } from "../../../shared/api/types.ts";

const STATEMENT = "Accesso agli uffici comunali. Nessuna transazione, nessun costo.";

/** Connects a wallet and signs in with it (EIP-4361). The service then reads its roles from the chain. */
export function useSignIn(town: Town) {
  const config = useConfig();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (connector: Connector) => {
      const account = await connectWith(config, connector, town.chainId);
      const message = createSiweMessage({
        domain: location.host,
        uri: location.origin,
        address: account,
        statement: STATEMENT,
        version: "1",
        chainId: town.chainId,
        nonce: await createOfficerNonce(),
        issuedAt: new Date(),
      });
      const signature = await signMessage(config, { account, connector, message });
      return startOfficerSession({ message, signature });
    },
    onSuccess: (session) => client.setQueryData(readOfficerSessionOptions().queryKey, session),
  });
}

async function connectWith(
  config: ReturnType<typeof useConfig>,
  connector: Connector,
  chainId: number,
) {
  if (getConnection(config).isConnected) await disconnect(config);
  const { accounts } = await connect(config, { connector, chainId });
  if (getConnection(config).chainId !== chainId) await switchChain(config, { chainId });
  return accounts[0];
}
