import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";

import { registry } from "../server/app/metrics.ts";

const DOCS = join(import.meta.dirname, "../docs");
const rules = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^[A-Z][A-Za-z]+$/),
          expr: z.string(),
          for: z.string().regex(/^\d+m$/),
          labels: z.strictObject({ severity: z.enum(["page", "ticket"]) }),
          annotations: z.strictObject({ summary: z.string(), runbook: z.string() }),
        }),
      ),
    }),
  ),
});

describe("the alarms", () => {
  const read = (name: string) => readFileSync(join(DOCS, name), "utf8");
  const alarms = rules.parse(parse(read("alarms.yml"))).groups.flatMap((group) => group.rules);
  const runbook = read("runbook.md");

  it("name only metrics that the service gives out", async () => {
    const text = await registry.metrics();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
    const given = new Set(
      types.flatMap(([, name, type]) =>
        type === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
      ),
    );
    for (const { alert, expr } of alarms) {
      const named = expr.match(/borgo_[a-z_]+/g) ?? [];
      expect(named, alert).to.not.have.length(0);
      for (const name of named) expect(given.has(name), `${alert}: ${name}`).to.equal(true);
    }
  });

  it("each say in the runbook when they come and what to do", () => {
    for (const { alert, expr, annotations } of alarms) {
      const anchor = alert.toLowerCase();
      expect(annotations.runbook).to.equal(`docs/runbook.md#${anchor}`);
      const row = runbook.split("\n").find((line) => line.includes(`<a id="${anchor}"></a>`));
      expect(row, alert).to.contain(`\`${alert}\``);
      const cells = row!.split("|").map((cell) => cell.trim());
      expect(
        cells.filter((cell) => cell !== ""),
        alert,
      ).to.have.length(4);
      expect(expr).to.contain(cells[2]!.replaceAll("`", ""));
    }
  });

  it("are all that the runbook lists, and point to sections that it has", () => {
    const listed = [...runbook.matchAll(/<a id="([a-z]+)"><\/a>/g)].map(([, id]) => id!);
    expect(listed.sort()).to.deep.equal(alarms.map(({ alert }) => alert.toLowerCase()).sort());
    const sections = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, title]) => title!);
    for (const [, title] of runbook.matchAll(/see "([^"]+)"/gi))
      expect(sections, title).to.include(title);
  });
});
