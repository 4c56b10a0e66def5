import { strict as assert } from "node:assert";

import { type Stack, startThrowAwayStack } from "../../scripts/stack.ts";

const PAGES = [
  "/",
  "/comune",
  "/cassa",
  "/carta",
  "/trasparenza",
  "/trasparenza/ricevuta",
  "/catena",
];

/** What a browser is told to forbid, on every page and every answer. */
describe("What the service tells browsers", function () {
  this.timeout(120_000);
  let stack: Stack;

  before(async () => (stack = await startThrowAwayStack()));
  after(() => stack?.stop());

  const get = (path: string) => fetch(`${stack.url}${path}`);

  for (const path of [...PAGES, "/api/town", "/nowhere"])
    it(`forbids foreign code, frames and guesses: ${path}`, async () => {
      const { headers } = await get(path);
      const policy = new Map(
        headers
          .get("content-security-policy")!
          .split(";")
          .map((part) => part.trim().split(" "))
          .map(([name, ...values]) => [name!, values]),
      );
      assert.deepEqual(policy.get("default-src"), ["'self'"]);
      // WebAssembly of our own for the scanner; no script that stands in a page, none made of text.
      assert.deepEqual(policy.get("script-src"), ["'self'", "'wasm-unsafe-eval'"]);
      assert.deepEqual(policy.get("style-src"), ["'self'"]);
      assert.deepEqual(policy.get("object-src"), ["'none'"]);
      assert.deepEqual(policy.get("base-uri"), ["'none'"]);
      assert.deepEqual(policy.get("frame-ancestors"), ["'none'"]);
      for (const [name, values] of policy)
        assert.ok(!values.some((value) => /^'unsafe-|^\*$/.test(value)), name);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("x-frame-options"), "DENY");
      assert.match(headers.get("strict-transport-security")!, /max-age=\d{7,}/);
      assert.match(headers.get("permissions-policy")!, /geolocation=\(\)/);
      assert.equal(headers.get("set-cookie"), null, "no cookie for looking");
    });

  it("loads nothing from anybody else: every page's files are its own", async () => {
    const html = await (await get("/trasparenza")).text();
    const loaded = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    assert.ok(loaded.length > 2, html);
    for (const url of loaded) assert.match(url, /^\/(?!\/)/);
    assert.ok(!/<script(?![^>]*\bsrc=)/.test(html), "no script in the page itself");
    assert.ok(!/\sstyle=|\son\w+=/.test(html), "no style or handler in the page itself");
  });

  it("names whom to tell of a weakness", async () => {
    const answer = await get("/.well-known/security.txt");
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type")!, /^text\/plain/);
    assert.match(await answer.text(), /^Contact: (mailto|https):.+\nExpires: \d{4}-/);
  });
});
