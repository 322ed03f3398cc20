// npm run -s replica -- --family llava-onevision --scale mini --dtype fp32 --seed 1 --out DIR

import { parseArgs } from "node:util";
import {
  DTYPES,
  EXTERNALS,
  FAMILIES,
  FORMS,
  type Family,
  SCALES,
  SIZES,
  type ReplicaOptions,
} from "./options.ts";
import { replicaParts } from "./parts.ts";
import { writeParts } from "./write.ts";

const USAGE = `Writes a model folder of a family with random weights and the published graph contract.

  npm run -s replica -- --family F --out DIR [options]

  --family F      ${FAMILIES.join(" | ")} | all, each in a folder of its name
  --scale S       ${SCALES.join(" | ")} (default mini); middle, of llava-onevision: its patches and proportions in fewer layers
  --dtype T       ${DTYPES.join(" | ")} (default fp32)
  --seed N        the same seed gives the same bytes (default 1)
  --size S        of smolvlm2 at real scale: ${SIZES.join(" | ")} (default 500m)
  --external E    weights beside the graphs: ${EXTERNALS.join(" | ")} (default auto: above 100 MB)
  --form F        of llava-onevision and qwen2-vl: ${FORMS.join(" | ")} (default traced, as published)
  --flat-features image_features of the LLaVA families as [N·P, D]
`;

class UsageError extends Error {}

/** Returns the text if it is one of `allowed`. @throws an error that lists them. */
function choose<T extends string>(
  option: string,
  value: string | undefined,
  allowed: readonly T[],
): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new UsageError(
    `--${option} wants one of ${allowed.join(", ")}; it is ${value ?? "missing"}.`,
  );
}

interface Wanted {
  readonly options: ReplicaOptions;
  readonly out: string;
}

function parse(args: readonly string[]): readonly Wanted[] | null {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        family: text,
        scale: text,
        dtype: text,
        seed: text,
        size: text,
        external: text,
        form: text,
        out: text,
        "flat-features": flag,
        help: flag,
      },
    }));
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  }
  if (values.help) return null;
  if (values.out === undefined) throw new UsageError("--out wants a folder.");
  const seed = Number(values.seed ?? "1");
  if (!Number.isInteger(seed))
    throw new UsageError(`--seed wants a whole number; it is ${values.seed}.`);
  const { out, family: named } = values;
  const families = choose("family", named, [...FAMILIES, "all"] as const);
  const wanted = (family: Family, folder: string): Wanted => ({
    out: folder,
    options: {
      family,
      scale: choose(
        "scale",
        values.scale ?? "mini",
        SCALES.filter((scale) => scale !== "middle" || family === "llava-onevision"),
      ),
      dtype: choose("dtype", values.dtype ?? "fp32", DTYPES),
      size: choose("size", values.size ?? "500m", SIZES),
      external: choose("external", values.external ?? "auto", EXTERNALS),
      form: choose("form", values.form ?? "traced", FORMS),
      hasFlatFeatures: values["flat-features"] ?? false,
      seed,
    },
  });
  if (families !== "all") return [wanted(families, out)];
  return FAMILIES.map((family) => wanted(family, `${out}/${family}`));
}

try {
  const parsed = parse(process.argv.slice(2));
  if (parsed === null) process.stdout.write(USAGE);
  for (const { out, options } of parsed ?? []) {
    writeParts(out, replicaParts(options), (path, bytes) =>
      process.stderr.write(`${path}  ${bytes} bytes\n`),
    );
    process.stdout.write(`${out}\n`);
  }
} catch (thrown) {
  if (!(thrown instanceof UsageError)) throw thrown;
  process.stderr.write(`error: ${thrown.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
