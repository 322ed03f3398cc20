// Writes what the model can talk about into its config.json, for the page to show. Run it after an export.

import { readFileSync, writeFileSync } from "node:fs";
import { ASKABLE } from "../world/index.ts";
import { MODEL_FOLDER } from "./model-folder.ts";

const path = `${MODEL_FOLDER}/config.json`;
const config = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
config["framewise_topics"] = ASKABLE.map(({ label, example }) => ({ label, example }));
writeFileSync(path, `${JSON.stringify(config, null, 2)}\n`);
