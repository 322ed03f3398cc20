// What was changed in a model's graphs when it was loaded, and what was left as its exporter made it.

import type { GraphRewrite, ModelInfo } from "../../engine/api.ts";

const GRAPH_WORDS: Readonly<Record<GraphRewrite["graph"], string>> = {
  embed_tokens: "Embedding",
  vision_encoder: "Vision encoder",
  decoder_model_merged: "Language model",
};

const each = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
const layers = (count: number): string => each(count, "layer");

interface RewriteWords {
  /** What was done, `count` times. */
  readonly done: (count: number) => string;
  /** What was left as it is. */
  readonly left: string;
}

export const REWRITE_WORDS: Readonly<Record<string, RewriteWords>> = {
  "last-row": { done: () => "scores words for the last row only", left: "scores of all rows" },
  "half-cache": { done: () => "keeps its cache in 16 bits", left: "cache" },
  "group-query-attention": {
    done: (count) => `attention of ${layers(count)} fused, angles from tables`,
    left: "attention",
  },
  "explicit-rotation": {
    done: (count) => `${layers(count)} rotate by given positions`,
    left: "rotation",
  },
  "multi-head-attention": {
    done: (count) => `attention of ${layers(count)} fused`,
    left: "attention",
  },
  "rms-norm": { done: (count) => `${each(count, "norm")} in one step each`, left: "norms" },
  "layer-norm": { done: (count) => `${each(count, "norm")} in one step each`, left: "norms" },
  "skip-norm": {
    done: (count) => `${each(count, "addition")} joined with the norm after it`,
    left: "additions before norms",
  },
};

const doneWords = ({ name, count }: GraphRewrite): string =>
  REWRITE_WORDS[name]?.done(count) ?? `${name} in ${count} places`;

const leftWords = ({ name, left }: GraphRewrite): string =>
  `${REWRITE_WORDS[name]?.left ?? name} left as exported${left === undefined ? "" : ` (${left})`}`;

/** Renders nothing for a model whose graphs were not looked at. `uncut`: why its vision encoder cannot be cut, or null. */
export function GraphRewrites({ rewrites, uncut }: Pick<ModelInfo, "rewrites" | "uncut">) {
  if (rewrites.length === 0) return null;
  return (
    <details className="graph-rewrites">
      <summary>Changed in its graphs when it was loaded</summary>
      <ul>
        {rewrites.map((rewrite) => (
          <li key={`${rewrite.graph}/${rewrite.name}`}>
            <b>{GRAPH_WORDS[rewrite.graph]}</b>{" "}
            {rewrite.count > 0 ? doneWords(rewrite) : <small>{leftWords(rewrite)}</small>}
          </li>
        ))}
        {uncut !== null && (
          <li>
            <b>{GRAPH_WORDS.vision_encoder}</b> <small>encodes all of every frame ({uncut})</small>
          </li>
        )}
      </ul>
    </details>
  );
}
