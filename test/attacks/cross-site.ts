import type { Attack, Score, Target } from "./attack.ts";
import { everybody, idsOf, payAtShopB } from "./actors.ts";
import { cookieOf, send } from "./browser.ts";
import { OPERATIONS, publishedOperations, requestFor } from "./operations.ts";

const ORIGINS = [
  "https://evil.example",
  "null",
  "http://localhost",
  "https://localhost.evil.example",
];

/** What another site can make a signed-in browser send: each changing operation, with the browser's cookies. */
export const crossSite: Attack = {
  name: "requests that another site makes a browser send",
  async run(target, score) {
    const { urls } = target;
    const cookies = await everybody(target);
    const cookie = `${cookies["social worker"]}; ${cookies["till of shop A"]}`;
    const ids = await idsOf(target, await payAtShopB(target, cookies, 1, "100"));
    for (const operation of await publishedOperations()) {
      if (operation.method === "GET" || OPERATIONS[operation.name]!.for === "anyone") continue;
      const request = requestFor(operation, ids);
      for (const headers of foreignHeaders()) {
        const answer = await send(urls[0], cookie, { ...request, headers });
        const what = `${operation.name} with ${JSON.stringify(headers)}: ${answer.status}`;
        score.judge(answer.code !== "wrong_origin", what);
      }
    }
    await judgeCookies(target, score);
  },
};

/** With an origin; and from a form or an image of an old browser, which may send none but says where it comes from. */
function foreignHeaders(): Record<string, string>[] {
  return [
    ...ORIGINS.map((origin) => ({ origin })),
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { referer: "https://evil.example/page" },
    { "content-type": "text/plain", origin: "https://evil.example" },
  ];
}

/** A cookie that scripts can read, or that other sites can have sent, would undo all of it. */
async function judgeCookies({ urls, play }: Target, score: Score): Promise<void> {
  const [sheet] = play.sheets;
  const json = { activationCode: sheet!.code, password: sheet!.password, label: "Cassa" };
  const answer = await send(urls[0], "", { method: "POST", path: "/api/tills", json });
  for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/"])
    score.judge(!answer.cookies.includes(attribute), `the till's cookie lacks ${attribute}`);
  const cookie = cookieOf(answer);
  for (const page of ["/comune", "/cassa", "/carta"]) {
    const framed = await fetch(`${urls[0]}${page}`, { headers: { cookie } });
    score.judge(framed.headers.get("x-frame-options") !== "DENY", `${page} can be framed`);
    const policy = framed.headers.get("content-security-policy") ?? "";
    score.judge(!policy.includes("frame-ancestors 'none'"), `${page} can be framed`);
    const shares = framed.headers.get("access-control-allow-origin");
    score.judge(shares !== null, `${page} is readable from ${shares}`);
  }
}
