// Looks at pages in a real browser: node html_browser.js NODE_MODULES CHROMIUM MODE FILE...
//   axe FILE...      axe-core finds no violation, in both languages, light and dark, narrow and wide;
//                    nothing overflows sideways, nothing is asked of the network, the switch works by keyboard
//   shows FILE LIST  every text of LIST (a JSON array) is on the page as text, and no script ran
//   prints FILE...   each takes one page of A4 and of Letter, in both languages
//   sees FILE        the checks themselves can fail: violations are found in FILE
const fs = require("fs");
const path = require("path");
const [modules, chromium, mode, ...files] = process.argv.slice(2);
const puppeteer = require(path.join(modules, "puppeteer-core"));
const axe = fs.readFileSync(require.resolve(path.join(modules, "axe-core/axe.min.js")), "utf8");
// WCAG 2.2 AA, EN 301 549, and what axe holds good besides
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "EN-301-549"] };
const problems = [];

async function open(browser, file) {
    const page = await browser.newPage();
    page.on("dialog", (d) => { problems.push(`${file}: a dialog: ${d.message()}`); d.dismiss(); });
    page.on("request", (r) => { if (!r.url().startsWith("file:")) problems.push(`${file}: asks for ${r.url().slice(0, 80)}`); });
    page.on("pageerror", (e) => problems.push(`${file}: ${e.message}`));
    await page.goto("file://" + path.resolve(file));
    return page;
}

async function violations(page) {
    await page.evaluate(axe);
    const result = await page.evaluate((rules) => axe.run(document, { runOnly: rules, resultTypes: ["violations"] }), RULES);
    return result.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 200)} ${v.nodes[0].failureSummary}`);
}

async function look(browser, file) {
    const page = await open(browser, file);
    for (const lang of ["en", "fr"]) {
        await page.focus("input:checked");
        for (let i = 0; i < 2 && !(await page.$eval(`#lang-${lang}`, (e) => e.checked)); i++) await page.keyboard.press("ArrowRight");
        const shown = await page.$$eval("article", (all) => all.filter((a) => a.offsetParent !== null).map((a) => a.lang));
        if (shown.join() !== lang) problems.push(`${file}: ${lang} chosen, ${shown} shown`);
        await page.$$eval("details", (all) => all.forEach((d) => { d.open = true; }));
        // on paper: A4 between margins of 14 mm
        await page.emulateMediaType("print");
        await page.setViewport({ width: 688, height: 1000 });
        const off = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (off > 0) problems.push(`${file}: ${lang} printed: ${off} pixels too wide`);
        await page.emulateMediaType(null);
        for (const [width, scheme] of [[1600, "light"], [1600, "dark"], [320, "light"], [360, "light"]]) {
            await page.setViewport({ width, height: 1000 });
            await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 0) problems.push(`${file}: ${lang} at ${width}: ${wide} pixels too wide`);
            // every combination of the first page; of the others English in light, French in dark
            if (file !== files[0] && (width < 1600 || (scheme === "light") !== (lang === "en"))) continue;
            for (const v of await violations(page)) problems.push(`${file}: ${lang} ${width} ${scheme}: ${v}`);
        }
    }
    await page.close();
}

// A brief is one page of A4 and of Letter, in both languages.
async function prints(browser, file) {
    for (const lang of ["en", "fr"])
        for (const format of ["A4", "Letter"]) {
            const page = await open(browser, file);
            await page.click(`label[for=lang-${lang}]`);
            const pdf = Buffer.from(await page.pdf({ format, printBackground: true })).toString("latin1");
            const sheets = (pdf.match(/\/Type\s*\/Page\b/g) || []).length;
            if (sheets !== 1) problems.push(`${file}: ${lang} takes ${sheets} pages of ${format}`);
            await page.close();
        }
}

async function shows(browser, file, list) {
    const page = await open(browser, file);
    const missing = await page.evaluate((texts) => {
        const text = document.querySelector("article").textContent;
        return texts.filter((t) => !text.includes(t));
    }, JSON.parse(fs.readFileSync(list, "utf8")));
    for (const m of missing.slice(0, 20)) problems.push(`${file}: not shown: ${JSON.stringify(m).slice(0, 200)}`);
    const odd = await page.evaluate(() => {
        const allowed = new Set("html head meta title style body main article header nav section footer div h1 h2 h3 p pre ul ol li dl dt dd details summary table caption thead tbody tr th td a span strong code bdi label input svg rect circle path".split(" "));
        const out = [];
        for (const e of document.querySelectorAll("*")) {
            if (!allowed.has(e.localName)) out.push(e.localName);
            for (const a of e.attributes) if (a.name.startsWith("on") || (a.name === "href" && !a.value.startsWith("#")) || a.name === "src" || a.name === "style") out.push(a.name);
        }
        if (window.hacked) out.push("a script ran");
        return out;
    });
    for (const o of odd) problems.push(`${file}: ${o}`);
    await page.close();
}

(async () => {
    const browser = await puppeteer.launch({ executablePath: chromium, args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"] });
    if (mode === "axe") for (const file of files) await look(browser, file);
    else if (mode === "prints") for (const file of files) await prints(browser, file);
    else if (mode === "shows") await shows(browser, files[0], files[1]);
    else if (mode === "sees") {
        const page = await open(browser, files[0]);
        if ((await violations(page)).length === 0) problems.push("axe sees nothing wrong in a page that is wrong");
    }
    await browser.close();
    for (const p of problems.slice(0, 40)) console.log(p);
    process.exit(problems.length > 0 ? 1 : 0);
})().catch((e) => { console.log(e.stack); process.exit(2); });
