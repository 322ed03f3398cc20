// A method that is added to the catalogue is listed wherever methods are listed, with nothing else written.

import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, describe, expect, it, vi } from "vitest";
import { BudgetSettings } from "../../src/app/budget/BudgetSettings.tsx";
import { isSameRequest } from "../../src/store/plan/same-request.ts";
import { SessionProvider } from "../../src/app/hooks/session.tsx";
import type { MethodEntry } from "../../src/compression/catalogue.ts";
import { completeRequest } from "../../src/compression/request.ts";
import type { MethodId } from "../../src/engine/api.ts";
import { METHOD_CHOICES, methodName } from "../../src/engine/catalogue.ts";
import { columnName, methodColumn, methodColumns } from "../../src/store/compare/columns.ts";
import { planRequestOf } from "../../src/store/plan/plan-request.ts";
import { createSessionStore } from "../../src/store/store.ts";
import { methodTables } from "../../tools/docs/method-tables.ts";
import { readOptions } from "../../tools/lab/cli/options.ts";
import { PLAN, planRequest } from "../../tools/lab/cli/plan-options.ts";
import { runLab } from "../../tools/lab/cli/run.ts";
import { requestKey } from "../../src/evaluation/arms.ts";
import { readArms } from "../../tools/lab/suites/core/read-arms.ts";

import { createFakeEngine } from "../support/fake-engine.ts";
import { createTestEnv } from "../support/test-env.ts";

const CATALOGUE = "../../src/compression/catalogue.ts";

// Files share their modules: these have another catalogue, and the files behind this one must not.
vi.hoisted(() => vi.resetModules());
afterAll(() => {
  vi.doUnmock(CATALOGUE);
  vi.resetModules();
});

vi.mock("../../src/compression/catalogue.ts", async (original) => {
  const catalogue = await original<{ METHODS: Readonly<Record<string, MethodEntry>> }>();
  const dummy: MethodEntry = {
    name: "Dummy",
    about: "Keeps what it likes.",
    budget: "even",
    options: ["seed"],
  };
  return { ...catalogue, METHODS: { ...catalogue.METHODS, dummy } };
});

const DUMMY = "dummy" as MethodId;

const { choices: CHOICES } = createSessionStore(createFakeEngine(), createTestEnv()).getState();

describe("a method that is added to the catalogue", () => {
  it("is one of the page's choices, and makes a request with what it takes", () => {
    expect(METHOD_CHOICES.map(({ id }) => id)).toEqual([
      "cover",
      "vidcom2:framewise",
      "vidcom2:cosine",
      "vidcom2:released",
      "divprune",
      "floc",
      "dycoke",
      "vcast",
      "simple-cluster",
      "unicomp",
      "llava-scissor",
      "prunevid",
      "fastv",
      "pdrop",
      "sparsevlm",
      "sparsevlm-plus",
      "v2drop",
      "dycoke-steps",
      "uniform",
      "random",
      "dummy",
    ]);
    const request = planRequestOf({ ...CHOICES, method: DUMMY, seed: 3 });
    expect(request).toEqual({ method: "dummy", retention: 0.25, seed: 3 });
    expect(methodName(request)).toBe("Dummy");
    expect(isSameRequest(request, { ...request, seed: 4 })).toBe(false);
  });

  it("can be picked on the page", () => {
    const store = createSessionStore(createFakeEngine(), createTestEnv());
    const picker = SessionProvider({ store, children: createElement(BudgetSettings) });
    expect(renderToStaticMarkup(picker)).toContain('<option value="dummy">Dummy</option>');
  });

  it("is accepted by the stage", () => {
    expect(completeRequest({ method: DUMMY, retention: 0.5 })).toMatchObject({
      method: "dummy",
      budget: "even",
    });
  });

  it("is a column of the comparison", () => {
    const column = methodColumn(DUMMY, CHOICES);
    expect(column).toEqual({ method: "dummy", retention: 0.25, seed: 0 });
    expect(columnName(column)).toBe("Dummy 25\u00a0%");
    expect(methodColumns({ ...CHOICES, method: DUMMY })[0]).toEqual(column);
  });

  it("is known to the lab, in verbs, arms and help", async () => {
    const args = ["--retention", "0.5", "--method", "dummy", "--seed", "2"];
    expect(planRequest(readOptions(args, PLAN))).toEqual({
      method: "dummy",
      retention: 0.5,
      seed: 2,
    });
    const [arm] = readArms("dummy:1..2", "0.5");
    expect(arm?.requests.map(requestKey)).toEqual(["dummy:1 0.5", "dummy:2 0.5"]);
    const context = { note: () => undefined, markFailed: () => undefined } as never;
    for (const verb of ["ask", "score", "eval"]) {
      expect(await runLab([verb, "--help"], context)).toMatch(/\bdummy\b/);
    }
  });

  it("has its row in the docs", () => {
    expect(methodTables()).toContain("| `dummy` | Dummy | Keeps what it likes. | even | seed |");
  });
});
