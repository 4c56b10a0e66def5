import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";

import type { DeployableTown } from "../support/deployable-town.ts";
import { ETHERSCAN_KEY, type FakeVerifiers, type Given } from "../support/fake-verifiers.ts";
import { SOURCES, type SourcesStage, startSourcesStage } from "../support/sources-stage.ts";

describe("npm run deploy, with verifiers that fail", function () {
  this.timeout(240_000);
  let stage: SourcesStage;
  let verifiers: FakeVerifiers;
  let town: DeployableTown;

  before(async () => {
    stage = await startSourcesStage();
    ({ verifiers, town } = stage);
  });
  after(() => stage?.stop());
  beforeEach(() => verifiers.forget());

  const publish: SourcesStage["publish"] = (...args) => stage.publish(...args);

  const givenTo = (kind: Given["kind"]) => verifiers.given.filter((given) => given.kind === kind);

  describe("where a verifier", () => {
    /** The others are done, the deployment stands, and it is said which, why, and what to do. */
    async function told(kind: Given["kind"], reason: RegExp, missing: number) {
      const file = await readFile(town.file, "utf8");
      const { code, out, err } = await publish();
      assert.equal(code, 2);
      const complaints = out.split("\n").filter((line) => line.includes("NOT published"));
      assert.ok(complaints.length > 0, out);
      for (const line of complaints)
        assert.match(line, new RegExp(`^${kind} \\(127.*${reason.source}`));
      assert.equal(out.match(/ published\n/g)?.length, 10, "the other two have published all");
      assert.match(
        err,
        new RegExp(
          `the contracts are deployed, but ${missing} of ${SOURCES} sources are not published\\. To try again: npm run deploy -- --network chiado --verify-only\n$`,
        ),
      );
      assert.doesNotMatch(out + err, new RegExp(ETHERSCAN_KEY), "the key is never shown");
      assert.equal(await readFile(town.file, "utf8"), file);
      verifiers.parts[kind] = "verifies";
      assert.equal((await publish()).code, 0, "it is there at the next try");
    }

    it("refuses", async () => {
      verifiers.parts.blockscout = "refuses";
      await told("blockscout", /it was refused: Fail - Unable to verify/, 5);
    });

    it("refuses with a reason of its own", async () => {
      verifiers.parts.sourcify = "refuses";
      await told("sourcify", /it was refused: The bytecodes do not match/, 5);
    });

    it("fails", async () => {
      verifiers.parts.sourcify = "fails";
      await told("sourcify", /nor what follows: it answered HTTP 500/, 5);
    });

    it("answers something else", async () => {
      verifiers.parts.blockscout = "rambles";
      await told("blockscout", /nor what follows: it answered something that is no JSON/, 5);
    });

    it("is silent", async () => {
      verifiers.parts.etherscan = "is silent";
      await told("etherscan", /nor what follows: it did not answer within 3 seconds/, 5);
    });
  });

  it("gives up on work that does not end, and goes on", async () => {
    verifiers.parts.sourcify = "never ends";
    const flags = [...verifiers.flags, "--verify-wait", "1"];
    const { code, out } = await publish(flags);
    assert.equal(code, 2);
    assert.equal(
      out.match(/NOT published yet: not verified yet, after 1 seconds/g)?.length,
      5,
      out,
    );
  });

  it("says where nobody is", async () => {
    const { code, out } = await publish(["--verifier", "sourcify=http://127.0.0.1:9/server"]);
    assert.equal(code, 2);
    assert.match(out, /sourcify \(127\.0\.0\.1:9\): .* it cannot be reached/);
  });

  it("leaves Etherscan out without a key, says so, and is content", async () => {
    const { code, out } = await publish(verifiers.flags, { ETHERSCAN_API_KEY: "" });
    assert.equal(code, 0);
    assert.match(out, /^etherscan: left out, because ETHERSCAN_API_KEY is not set\.$/m);
    assert.deepEqual(givenTo("etherscan"), []);
    assert.ok(!verifiers.asked.some(({ kind }) => kind === "etherscan"));
  });

  it("tells a wrong key of Etherscan's from a contract that was refused", async () => {
    const { code, out } = await publish(verifiers.flags, { ETHERSCAN_API_KEY: "WRONG" });
    assert.equal(code, 2);
    assert.match(out, /etherscan .*Invalid API Key/);
  });

  describe("refuses", () => {
    async function refused(sentence: RegExp, flags: string[]) {
      const { code, err } = await publish([...verifiers.flags, ...flags]);
      assert.equal(code, 1);
      assert.match(err, sentence);
      assert.match(err, /^deploy: [^\n]+\n$/, "one line");
      assert.deepEqual(verifiers.asked, [], "nobody is asked");
    }

    it("a deployment that is not there", () =>
      refused(/There is no .*sepolia\.json: nothing was deployed from here yet/, [
        "--network",
        "sepolia",
      ]));

    it("a deployment of other sources", async () => {
      const file = await readFile(town.file, "utf8");
      await writeFile(town.file, JSON.stringify({ ...stage.deployment, town: "Altrove" }));
      await refused(
        new RegExp(`are not those of chiado's .*: check out commit ${stage.deployment.commit}`),
        [],
      );
      await writeFile(town.file, file);
    });

    it("a verifier that is none", () =>
      refused(/--verifier moon=1: write KIND=URL, where KIND is one of sourcify, /, [
        "--verifier",
        "moon=1",
      ]));

    it("a time that is none", () =>
      refused(/--verify-wait is not a number of seconds/, ["--verify-wait", "soon"]));

    it("to publish and not to publish", () =>
      refused(/--verify-only and --no-verify leave nothing to do/, ["--no-verify"]));
  });
});
