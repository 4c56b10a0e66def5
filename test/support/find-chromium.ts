import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A browser, and what must stand in its environment for it to start. */
export type Chromium = {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
};

const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const TOOLS = join(import.meta.dirname, "../../.tools");

/** The parts of the npm package: the browser, its fonts, what it draws with, the libraries that a bare system lacks. */
const PARTS = ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"];

/**
 * The browser named by CHROMIUM_PATH, else the machine's, else the one inside the npm package, else, for root on
 * Debian, the one that apt installs. Throws a sentence on what to do where there is none.
 */
export async function findChromium(
  env: Readonly<Record<string, string | undefined>> = process.env,
  usualPlaces: readonly string[] = USUAL_PLACES,
): Promise<Chromium> {
  const named = env["CHROMIUM_PATH"];
  if (named !== undefined && !existsSync(named))
    throw new Error(`CHROMIUM_PATH is ${named}, and there is nothing.`);
  const found = named ?? usualPlaces.find((path) => existsSync(path));
  if (found !== undefined) return { path: found, env: {} };
  if (process.platform === "linux" && process.arch === "x64") return packagedChromium();
  return installedByApt();
}

/** Unpacks the npm package's browser once, for every test file and every run. */
async function packagedChromium(): Promise<Chromium> {
  const packageFile = createRequire(import.meta.url).resolve("@sparticuz/chromium");
  const home = dirname(dirname(packageFile));
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8"));
  const folder = join(TOOLS, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(join(home, "bin"), folder);
  return {
    path: join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: join(folder, "al2023/lib"),
      FONTCONFIG_FILE: join(folder, "fonts.conf"),
    },
  };
}

/** Under another name first, so that a folder of the right name is always a whole one. */
async function unpack(from: string, folder: string): Promise<void> {
  await mkdir(TOOLS, { recursive: true });
  const partial = await mkdtemp(join(TOOLS, "chromium-partial-"));
  const temporary = process.env["TMPDIR"];
  try {
    // The package unpacks to the folder for temporary files, wherever that is.
    process.env["TMPDIR"] = partial;
    const { inflate } = await import("@sparticuz/chromium");
    await Promise.all(PARTS.map((part) => inflate(join(from, part))));
    await writeFile(join(partial, "fonts.conf"), fontSettings(folder));
    // As an ordinary user one may want the browser that root unpacked.
    for (const path of [partial, join(partial, "chromium")]) await chmod(path, 0o755);
    await rename(partial, folder).catch((error: NodeJS.ErrnoException) => {
      // Another test process was faster.
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    });
  } finally {
    if (temporary === undefined) delete process.env["TMPDIR"];
    else process.env["TMPDIR"] = temporary;
    await rm(partial, { recursive: true, force: true });
  }
}

/** The system's fonts, and the package's for a system that has none. */
function fontSettings(folder: string): string {
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    "<fontconfig>",
    '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    `  <dir>${join(folder, "fonts/fonts")}</dir>`,
    `  <cachedir>${join(folder, "font-cache")}</cachedir>`,
    "</fontconfig>\n",
  ].join("\n");
}

function installedByApt(): Chromium {
  const path = "/usr/bin/chromium";
  const isDebianRoot = existsSync("/etc/debian_version") && process.getuid?.() === 0;
  if (isDebianRoot) {
    process.stderr.write("borgo: installing Chromium for the browser tests.\n");
    const options = { stdio: ["ignore", 2, 2] as ["ignore", 2, 2] };
    spawnSync("apt-get", ["update", "-qq"], options);
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
    if (existsSync(path)) return { path, env: {} };
  }
  throw new Error(
    "The browser tests need Chromium, and there is none: install it, or say in CHROMIUM_PATH where one is.",
  );
}
