import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { CompiledAhead } from "../../../src/app/models/CompiledAhead.tsx";
import type { ModelInfo } from "../../../src/engine/api.ts";

const shown = (ahead: ModelInfo["ahead"]): string =>
  renderToStaticMarkup(createElement(CompiledAhead, { ahead })).replaceAll(/<[^>]+>/g, "");

it("says what was compiled while weights were fetched, and what was not", () => {
  expect(shown({ pipelines: 65, fault: null })).toBe(
    "65 pipelines were compiled while its weights were fetched. ",
  );
  expect(shown({ pipelines: 1, fault: "No memory." })).toBe(
    "1 pipeline was compiled while its weights were fetched. The rest was left to its first run: No memory.",
  );
});

it("says nothing where nothing was", () => {
  expect(shown(null)).toBe("");
  expect(shown({ pipelines: 0, fault: null })).toBe("");
});
