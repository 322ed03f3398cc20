// What was changed in a model's graphs when it was loaded, and what was left as its exporter made it.

import type { GraphRewrite } from "../../engine/api.ts";

const GRAPH_WORDS: Readonly<Record<GraphRewrite["graph"], string>> = {
  embed_tokens: "Embedding",
  vision_encoder: "Vision encoder",
  decoder_model_merged: "Language model",
};

const each = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
const layers = (count: number): string => each(count, "layer");

const REWRITE_WORDS: Readonly<Record<string, (count: number) => string>> = {
  "last-row": () => "scores words for the last row only",
  "group-query-attention": (count) => `attention of ${layers(count)} fused, angles from tables`,
  "explicit-rotation": (count) => `${layers(count)} rotate by given positions`,
  "multi-head-attention": (count) => `attention of ${layers(count)} fused`,
  "rms-norm": (count) => `${each(count, "norm")} in one step each`,
  "layer-norm": (count) => `${each(count, "norm")} in one step each`,
  "skip-norm": (count) => `${each(count, "addition")} done with the norm behind it`,
};

const words = ({ name, count }: GraphRewrite): string =>
  REWRITE_WORDS[name]?.(count) ?? `${name} in ${count} places`;

/** Renders nothing for a model whose graphs were not looked at. */
export function GraphRewrites({ rewrites }: { readonly rewrites: readonly GraphRewrite[] }) {
  if (rewrites.length === 0) return null;
  return (
    <details className="graph-rewrites">
      <summary>Changed in its graphs when it was loaded</summary>
      <ul>
        {rewrites.map((rewrite) => (
          <li key={`${rewrite.graph}/${rewrite.name}`}>
            <b>{GRAPH_WORDS[rewrite.graph]}</b>{" "}
            {rewrite.count > 0 ? (
              words(rewrite)
            ) : (
              <small>
                left as exported: {rewrite.name}
                {rewrite.left !== undefined && ` (${rewrite.left})`}
              </small>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
