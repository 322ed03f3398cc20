import { describe, expect, test, vi } from "vitest";
import type { AskFramesOptions, FramesVideo } from "../../src/engine/api.ts";
import { page, userEvent } from "vitest/browser";
import { isInside, METHOD_CHOICES } from "../../src/engine/catalogue.ts";
import type { FakeEngine } from "../support/fake-engine.ts";
import { showClip } from "../support/page.tsx";
import type { SessionStore } from "../../src/store/store.ts";

const QUESTION = "What comes in?";
const table = page.getByRole("table");
const row = (label: string | RegExp) => page.getByRole("row").filter({ hasText: label });
const head = (percent: number) =>
  table.getByRole("button", { name: new RegExp(`^${percent}\\s%`) });

/** Texts of the cells under a metric's name. */
const cells = (name: RegExp) =>
  [...(row(name).element().nextElementSibling?.querySelectorAll("td") ?? [])].map(
    (cell) => cell.textContent?.replaceAll(/\s/g, " ") ?? "",
  );

const answers = () =>
  [...table.element().querySelectorAll(".answers td")].map((cell) => cell.textContent ?? "");

/** The third column has begun and waits for its first word. */
function holdInThirdColumn(store: SessionStore, engine: FakeEngine): void {
  const unsubscribe = store.subscribe(({ compare }) => {
    if (compare.phase === "idle" || compare.columns[2]?.state.phase !== "running") return;
    unsubscribe();
    engine.hold();
  });
}

async function compared() {
  const shown = await showClip();
  const { actions } = shown.store.getState();
  actions.setTab("compare");
  await actions.runCompare(QUESTION);
  await expect.element(table).toHaveAttribute("aria-busy", "false");
  return shown;
}

describe("comparing by retention", () => {
  test("the prompt runs it, and columns fill in one by one", async () => {
    const { engine, store } = await showClip();
    holdInThirdColumn(store, engine);
    await userEvent.click(page.getByRole("tab", { name: "Compare" }));
    await userEvent.fill(page.getByRole("textbox", { name: "Question" }), QUESTION);
    await userEvent.click(page.getByRole("button", { name: "Compare", exact: true }));
    await expect.element(page.getByText("2 of 5 compared")).toBeVisible();
    await expect.poll(() => answers().slice(2)).toEqual(["reading", "waiting", "waiting"]);
    expect(answers()[0]).toMatch(/beside the box\.$/);
    // What has not run shows nothing, not zero.
    expect(cells(/Time to first token/).slice(2)).toEqual(["", "", ""]);
    engine.release();
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    expect(cells(/Visual tokens kept/).map((text) => text.split(" ")[0])).not.toContain("");
  });

  test("shows what each column costs and how far it is from the one with all tokens", async () => {
    await compared();
    expect(cells(/Visual tokens kept/)).toEqual([
      "2883.4 MB",
      "1441.7 MB",
      "72864.0 kB",
      "43516.0 kB",
      "29348.0 kB",
    ]);
    expect(cells(/Answer beside/)).toEqual([
      "reference",
      "sameKL 0.040",
      "sameKL 0.080",
      "differentKL 0.133",
      "differentKL 0.200",
    ]);
    expect(cells(/Prefill/)[0]).toBe("40.8 ms104.2 /s");
    expect(cells(/Tokens a frame/)[0]).toBe("36 to 36 of 36");
  });

  test("underlines the words that the first column does not say", async () => {
    const { store, engine } = await showClip();
    const { actions } = store.getState();
    actions.setTab("compare");
    const original = engine.ask.bind(engine);
    const changed = async function* (
      video: FramesVideo,
      question: string,
      options?: AskFramesOptions,
    ) {
      const report = yield* original(video, question, options);
      return options?.plan?.retention === 0.5
        ? { ...report, text: report.text.replace("beside", "next to") }
        : report;
    };
    engine.ask = changed as typeof engine.ask;
    await actions.runCompare(QUESTION);
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    expect([...table.element().querySelectorAll("u")].map((u) => u.textContent)).toEqual([
      "next to",
    ]);
    expect(answers()[1]).toMatch(/stops next to the box\.$/);
  });

  test("the column in use says so, and a click on another takes its plan", async () => {
    const { store } = await compared();
    await expect.element(head(25)).toHaveAttribute("aria-pressed", "true");
    await expect.element(head(25)).toHaveTextContent("in use");
    await userEvent.click(head(10));
    expect(store.getState().choices.retention).toBe(0.1);
    await expect.element(head(10)).toHaveAttribute("aria-pressed", "true");
    await expect.element(head(25)).toHaveAttribute("aria-pressed", "false");
  });

  test("Escape stops it: what is done stays, the rest says stopped", async () => {
    const { engine, store } = await showClip();
    holdInThirdColumn(store, engine);
    const { actions } = store.getState();
    actions.setTab("compare");
    const running = actions.runCompare(QUESTION);
    await expect.element(page.getByText("2 of 5 compared")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    engine.release();
    await running;
    await expect.poll(() => answers().slice(2)).toEqual(["stopped", "stopped", "stopped"]);
    expect(answers()[1]).toMatch(/beside the box\.$/);
    await expect.element(page.getByRole("button", { name: "Run again" })).toBeEnabled();
  });

  test("a column that fails says why, and the others run", async () => {
    const { engine, store } = await showClip();
    const { actions } = store.getState();
    actions.setTab("compare");
    engine.failures = { ask: { code: "x", message: "It did not fit.", hint: "Keep fewer." } };
    await actions.runCompare(QUESTION);
    await expect
      .element(table.getByRole("alert"))
      .toHaveTextContent(/It did not fit\. Keep fewer\./);
    expect(answers().slice(1).join(" ")).toMatch(/^A yellow star/);
    expect(cells(/Answer beside/)[1]).toBe("no reference");
  });
});

describe("comparing by method", () => {
  test("runs every method at the retention in use, beside all tokens", async () => {
    const { store } = await showClip();
    store.getState().actions.setRetention(0.15);
    await userEvent.click(page.getByRole("tab", { name: "Compare" }));
    await userEvent.click(page.getByRole("radio", { name: "Method" }));
    await userEvent.click(page.getByRole("button", { name: "Which way does it move?" }));
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    const names = [...table.element().querySelectorAll("thead .name")].map(
      (one) => one.textContent,
    );
    const before = METHOD_CHOICES.filter(({ method }) => !isInside(method));
    expect(names).toEqual(["All tokens", ...before.map(({ name }) => name)]);
    await expect.element(page.getByText("15 % kept, 8 frames")).toBeVisible();
  });

  test("the other comparison waits behind its switch", async () => {
    await compared();
    await userEvent.click(page.getByRole("radio", { name: "Method" }));
    await expect.element(table).not.toBeInTheDocument();
    await userEvent.click(page.getByRole("radio", { name: "Retention" }));
    await expect.element(table).toBeVisible();
  });
});

describe("saving", () => {
  /** Catches what the page hands to the browser's downloads. */
  function catchDownloads() {
    const files: { name: string; blob: Blob }[] = [];
    const blobs = new Map<string, Blob>();
    const makeUrl = URL.createObjectURL.bind(URL);
    vi.spyOn(URL, "createObjectURL").mockImplementation((object) => {
      const url = makeUrl(object);
      if (object instanceof Blob) blobs.set(url, object);
      return url;
    });
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      files.push({ name: this.download, blob: blobs.get(this.href)! });
    });
    return files;
  }

  test("as CSV and as JSON, under names that tell", async () => {
    await compared();
    const files = catchDownloads();
    try {
      await userEvent.click(page.getByRole("button", { name: "CSV" }));
      await userEvent.click(page.getByRole("button", { name: "JSON", exact: true }));
    } finally {
      vi.restoreAllMocks();
    }
    expect(files.map(({ name }) => name)).toEqual([
      "clip_what-comes-in_by-retention.csv",
      "clip_what-comes-in_by-retention.json",
    ]);
    const [csv = "", json = ""] = await Promise.all(files.map(({ blob }) => blob.text()));
    expect(csv.trimEnd().split("\r\n")).toHaveLength(6);
    expect(csv).toContain("time_to_first_token_ms");
    expect(csv).toContain("Apple M2 Pro");
    expect(JSON.parse(json)).toMatchObject({ question: QUESTION, columns: { length: 5 } });
  });
});

test("says beside every comparison what the method keeps and what it loses", async () => {
  await compared();
  await expect
    .element(page.getByText(/keeps brief events, and answers first become worse about scenes/))
    .toBeVisible();
});
