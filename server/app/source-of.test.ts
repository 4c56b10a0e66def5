import { strict as assert } from "node:assert";

import { subscriberOf } from "./source-of.ts";

describe("where a request comes from", () => {
  it("is one address of IPv4, however it is written", () => {
    assert.equal(subscriberOf("192.0.2.7"), "192.0.2.7");
    assert.equal(subscriberOf("::ffff:192.0.2.7"), "192.0.2.7");
  });

  it("is a subscriber's whole network of IPv6", () => {
    const same = ["2001:db8:1:2::1", "2001:0db8:0001:0002:ffff:1:2:3", "2001:DB8:1:2:8::%eth0"];
    assert.deepEqual(new Set(same.map(subscriberOf)), new Set(["2001:db8:1:2::/64"]));
    assert.notEqual(subscriberOf("2001:db8:1:3::1"), subscriberOf("2001:db8:1:2::1"));
    assert.equal(subscriberOf("::1"), "0:0:0:0::/64");
  });

  it("is kept as it stands where it is no address", () => {
    assert.equal(subscriberOf("unknown"), "unknown");
  });
});
