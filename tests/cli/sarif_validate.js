// Validates SARIF logs against the published JSON schema (draft 4): node sarif_validate.js FOLDER LOG...
// FOLDER has node_modules with ajv-draft-04, ajv-formats and @microsoft/jest-sarif, which ships the schema.
const fs = require("fs");
const path = require("path");
const [folder, ...logs] = process.argv.slice(2);
const at = (name) => require(path.join(folder, "node_modules", name));
const Ajv = at("ajv-draft-04").default ?? at("ajv-draft-04");
const formats = at("ajv-formats").default ?? at("ajv-formats");

const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats(ajv);
const schemas = path.join(folder, "node_modules/@microsoft/jest-sarif/lib/schemas");
const name = fs.readdirSync(schemas).find((file) => file.startsWith("sarif-2.1.0"));
const validate = ajv.compile(JSON.parse(fs.readFileSync(path.join(schemas, name), "utf8")));

// The validator itself must be able to refuse.
const wrong = { version: "2.1.0", runs: [{ tool: { driver: { name: "x" } }, results: [{ level: "bad", message: { text: "t" } }] }] };
if (validate(wrong)) {
    console.error("the schema takes anything");
    process.exit(1);
}
let failed = false;
for (const log of logs) {
    if (!validate(JSON.parse(fs.readFileSync(log, "utf8")))) {
        failed = true;
        console.error(log, JSON.stringify(validate.errors.slice(0, 5), null, 1));
    }
}
process.exit(failed ? 1 : 0);
