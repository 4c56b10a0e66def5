import { isIPv6 } from "node:net";

import { getConnInfo } from "@hono/node-server/conninfo";
import type { Context } from "hono";

/** Groups of an IPv6 address that name a subscriber: what follows they choose themselves, anew each day. */
const SUBSCRIBER_GROUPS = 4;

/**
 * Where a request comes from, as far as it can be trusted: the connection's address or, behind proxies of ours, the
 * entry that the outermost of them added. What a client writes into `X-Forwarded-For` stands before that entry.
 */
export function sourceOf(context: Context, { proxies }: { proxies: number }): string {
  const added = (context.req.header("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const address = proxies > 0 ? added.at(-proxies) : undefined;
  return subscriberOf(address || (getConnInfo(context).remote.address ?? "unknown"));
}

/** One IPv4 address, or the network of one subscriber of IPv6. */
export function subscriberOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.\d+\.)/i, "").replace(/%.*$/, "");
  if (!isIPv6(plain)) return plain;
  const groups = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  return `${expanded(groups).slice(0, SUBSCRIBER_GROUPS).join(":")}::/64`;
}

function expanded(address: string): string[] {
  const [before = "", after] = address.split("::");
  const head = before === "" ? [] : before.split(":");
  if (after === undefined) return head;
  const tail = after === "" ? [] : after.split(":");
  return [...head, ...Array<string>(8 - head.length - tail.length).fill("0"), ...tail];
}
