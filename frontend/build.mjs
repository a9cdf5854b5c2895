// Builds the browser assets with esbuild: hashed files and manifest.json in service/web/static/build.
// The NHS font is licensed to NHS organisations only, so its @font-face rules never reach our files.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, process.env.APPROVALS_ASSETS_DIR ?? "../service/web/static/build");
const staging = `${target}.new`;
const FORBIDDEN = /frutiger|assets\.nhs\.uk/i;

const openFont = {
  name: "open-font",
  setup(bundle) {
    bundle.onLoad({ filter: /nhsuk-frontend.*\.css$/ }, async ({ path: file }) => ({
      contents: withOpenFont(await readFile(file, "utf8")),
      loader: "css",
      resolveDir: path.dirname(file),
    }));
  },
};

function withOpenFont(css) {
  return css
    .replace(/@font-face\s*\{[^}]*frutiger[^}]*\}/gi, "")
    .replaceAll("url(/assets/", "url(./assets/")
    .replace(/frutiger w01\s*,\s*/gi, "")
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
}

async function refuseLicensedFont(folder) {
  for (const name of await readdir(folder)) {
    if (/\.(css|js)$/.test(name) && FORBIDDEN.test(await readFile(path.join(folder, name), "utf8"))) {
      throw new Error(`${name} still names the licensed NHS font or its server`);
    }
  }
}

async function bundle() {
  const result = await build({
    absWorkingDir: here,
    entryPoints: {
      app: "app/app.js",
      "app-style": "app/app.css",
      designer: "designer/designer.js",
      "designer-style": "designer/designer.css",
    },
    outdir: staging,
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    bundle: true,
    minify: true,
    metafile: true,
    format: "iife",
    target: ["es2021", "chrome109", "firefox115", "safari15"],
    loader: { ".woff": "file", ".woff2": "file", ".ttf": "file", ".eot": "file", ".svg": "file" },
    legalComments: "linked",
    plugins: [openFont],
    logLevel: "error",
  });
  return result.metafile;
}

function manifestOf(metafile) {
  const names = { "app/app.js": "app.js", "app/app.css": "app.css", "designer/designer.js": "designer.js", "designer/designer.css": "designer.css" };
  const pages = {};
  for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint in names) pages[names[entryPoint]] = path.basename(output);
  }
  return pages;
}

// The bundles hold other people's code: their licences go where their code goes.
async function licences(metafile) {
  const folders = new Set(Object.keys(metafile.inputs).map((input) => input.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]));
  const texts = [];
  for (const folder of [...folders].filter(Boolean).sort()) {
    const { name, version, license } = JSON.parse(await readFile(path.join(here, folder, "package.json"), "utf8"));
    const file = (await readdir(path.join(here, folder))).find((each) => /^licen[cs]e/i.test(each));
    const text = file ? await readFile(path.join(here, folder, file), "utf8") : "";
    texts.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

await rm(staging, { recursive: true, force: true });
await mkdir(staging, { recursive: true });
const metafile = await bundle();
const manifest = manifestOf(metafile);
await writeFile(path.join(staging, "third-party-licences.txt"), await licences(metafile));
await refuseLicensedFont(staging);
await copyFile(path.join(here, "node_modules/axe-core/axe.min.js"), path.join(staging, "axe.min.js"));
await writeFile(path.join(staging, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await rm(target, { recursive: true, force: true });
await rename(staging, target);
const digest = createHash("sha256").update(JSON.stringify(manifest)).digest("hex").slice(0, 8);
console.log(`assets built: ${Object.keys(manifest).join(", ")} (${digest})`);
