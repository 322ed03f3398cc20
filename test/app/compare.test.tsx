import { describe, expect, test, vi } from "vitest";
import type { AskFramesOptions, FramesVideo } from "../../src/engine/api.ts";
import { page, userEvent } from "vitest/browser";
import { readLink } from "../../src/store/compare/link.ts";
import { selectComparison } from "../../src/store/selectors.ts";
import { fakeStored } from "../support/fake-weights.ts";
import type { FakeEngine } from "../support/fake-engine.ts";
import { PHONE, showClip, showPage } from "../support/page.tsx";
import type { SessionStore } from "../../src/store/store.ts";
import { watchSaved, watchWritten } from "../support/saved-files.ts";
import { until } from "../support/test-env.ts";

const QUESTION = "What comes in?";
const table = page.getByRole("table");
const row = (label: string | RegExp) => page.getByRole("row").filter({ hasText: label });
const head = (name: RegExp) => table.getByRole("button", { name });
const setup = (name: string) => page.getByRole("group", { name });

/** Texts of the cells under a metric's name. */
const cells = (name: RegExp) =>
  [...(row(name).element().nextElementSibling?.querySelectorAll("td") ?? [])].map(
    (cell) => cell.textContent?.replaceAll(/\s/g, " ") ?? "",
  );

const answers = () =>
  [...table.element().querySelectorAll(".answers td")].map((cell) => cell.textContent ?? "");

const names = () =>
  [...table.element().querySelectorAll("thead .name")].map((one) =>
    one.textContent?.replaceAll(/\s/g, " "),
  );

/** The third column has begun and waits for its first word. */
function holdInThirdColumn(store: SessionStore, engine: FakeEngine): void {
  const unsubscribe = store.subscribe((state) => {
    if (selectComparison(state)?.columns[2]?.cells[0]?.phase !== "running") return;
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
    // Two columns are answered and measured.
    await expect.element(page.getByText("Comparing, 4 of 10 steps done")).toBeVisible();
    await expect.element(page.getByRole("progressbar")).toHaveAttribute("value", "4");
    await expect.poll(() => answers().slice(2)).toEqual(["reading", "waiting", "waiting"]);
    expect(answers()[0]).toMatch(/beside the box\.$/);
    // What has not run shows nothing, not zero.
    expect(cells(/Time to first token/).slice(2)).toEqual(["", "", ""]);
    engine.release();
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    await expect.element(page.getByRole("progressbar")).not.toBeInTheDocument();
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
    // Beside the times that it explains.
    await expect.element(row(/^Time to first token; the first run .* compiles/)).toBeVisible();
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
    await expect.element(head(/25\s%/)).toHaveAttribute("aria-pressed", "true");
    await expect.element(head(/25\s%/)).toHaveTextContent("in use");
    await userEvent.click(head(/10\s%/));
    expect(store.getState().choices.retention).toBe(0.1);
    await expect.element(head(/10\s%/)).toHaveAttribute("aria-pressed", "true");
    await expect.element(head(/25\s%/)).toHaveAttribute("aria-pressed", "false");
  });

  test("Escape stops it: what is done stays, the rest says stopped", async () => {
    const { engine, store } = await showClip();
    holdInThirdColumn(store, engine);
    const { actions } = store.getState();
    actions.setTab("compare");
    const running = actions.runCompare(QUESTION);
    await expect.element(page.getByText("Comparing, 4 of 10 steps done")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    engine.release();
    await running;
    await expect.poll(() => answers().slice(2)).toEqual(["stopped", "stopped", "stopped"]);
    expect(answers()[1]).toMatch(/beside the box\.$/);
    await expect.element(page.getByText("stopped after 4 of 10 steps")).toBeVisible();
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

describe("the setup", () => {
  test("has columns of any method, retention, budget and positions, up to eight", async () => {
    const { store } = await showClip();
    await userEvent.click(page.getByRole("tab", { name: "Compare" }));
    const column = (number: number) => setup(`Column ${number}`);
    const choose = (number: number, label: string, value: string) =>
      userEvent.selectOptions(column(number).getByRole("combobox", { name: label }), value);
    await choose(1, "Method", "Cover");
    await userEvent.fill(column(1).getByRole("spinbutton", { name: /Retention/ }), "12");
    await choose(1, "Frame budget", "even budget");
    await choose(2, "Positions", "compact");
    await userEvent.click(page.getByRole("button", { name: "Remove column 3" }));
    // The keyboard goes on beside what is gone.
    await expect.element(page.getByRole("button", { name: "Remove column 3" })).toHaveFocus();
    const { columns } = store.getState().compare.setup;
    expect(columns?.[0]).toMatchObject({ method: "cover", retention: 0.12, budget: "even" });
    expect(columns?.[1]).toMatchObject({ positions: "compact" });
    expect(columns).toHaveLength(3);
    for (let count = 3; count < 8; count++) {
      await userEvent.click(page.getByRole("button", { name: "Add a column" }));
    }
    await expect.element(page.getByRole("button", { name: "8 columns at most" })).toBeDisabled();
  });

  test("has a seed where something is drawn, and both ends where Cover chooses or drives", async () => {
    const { store } = await showClip();
    await userEvent.click(page.getByRole("tab", { name: "Compare" }));
    const column = setup("Column 1");
    const seed = column.getByRole("spinbutton", { name: "Seed" });
    const ends = column.getByRole("checkbox", { name: "Both ends" });
    const choose = (label: string, value: string) =>
      userEvent.selectOptions(column.getByRole("combobox", { name: label }), value);
    const request = () => store.getState().compare.setup.columns?.[0];
    await expect.element(ends).toBeChecked();
    await expect.element(seed).not.toBeInTheDocument();
    await userEvent.click(ends);
    expect(request()).toEqual({ method: "cover", retention: 0.5, ends: 0 });
    await choose("Method", "Random");
    await expect.element(ends).not.toBeInTheDocument();
    await userEvent.fill(seed, "5");
    expect(request()).toEqual({ method: "random", retention: 0.5, seed: 5 });
    await choose("Method", "Uniform");
    expect(request()).toEqual({ method: "uniform", retention: 0.5 });
    await choose("Frame budget", "shuffled Cover budget");
    await userEvent.fill(seed, "3");
    await userEvent.click(ends);
    expect(request()).toEqual({
      method: "uniform",
      retention: 0.5,
      budget: "shuffled-cover",
      seed: 3,
      ends: 0,
    });
    await choose("Frame budget", "own budget");
    expect(request()).toEqual({ method: "uniform", retention: 0.5 });
  });

  test("runs several questions in the columns of a preset", async () => {
    const { store } = await showClip();
    store.getState().actions.setRetention(0.15);
    await userEvent.click(page.getByRole("tab", { name: "Compare" }));
    await userEvent.click(page.getByRole("button", { name: "By method" }));
    const { columns } = store.getState().compare.setup;
    await userEvent.click(page.getByRole("button", { name: "Which way does it move?" }));
    await userEvent.fill(page.getByRole("textbox", { name: "Question" }), QUESTION);
    await userEvent.click(page.getByRole("button", { name: "Compare", exact: true }));
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    expect(names()).toHaveLength(columns!.length + 1);
    expect(names()[0]).toBe("All tokens");
    expect(
      names()
        .slice(1)
        .every((name) => name?.includes("15 %")),
    ).toBe(true);
    await expect.element(page.getByRole("heading", { name: "2 questions" })).toBeVisible();
    await expect.element(row("Which way does it move?")).toBeVisible();
    expect(answers()).toHaveLength(2 * (columns!.length + 1));
  });
});

describe("a comparison", () => {
  test("stays beside the next one, and is removed alone", async () => {
    const { store } = await compared();
    const list = page.getByRole("navigation", { name: "Comparisons" });
    await store.getState().actions.runCompare("Where does it go?");
    await expect.element(page.getByRole("heading", { name: "Where does it go?" })).toBeVisible();
    await userEvent.click(list.getByRole("button", { name: `1 ${QUESTION}`, exact: true }));
    await expect.element(page.getByRole("heading", { name: QUESTION })).toBeVisible();
    await userEvent.click(list.getByRole("button", { name: /^Remove comparison 1/ }));
    await expect.element(page.getByRole("heading", { name: "Where does it go?" })).toBeVisible();
    await userEvent.click(list.getByRole("button", { name: "New" }));
    await expect.element(setup("Columns")).toBeVisible();
    expect(store.getState().compare.list).toHaveLength(1);
  });

  test("says what is right where that is known", async () => {
    const sample = {
      file: "s.mp4",
      title: "Shapes",
      about: "",
      durationSec: 4,
      questions: [
        { question: "What is it?", answer: "A star that shines in the night sky over there." },
      ],
    };
    const { store } = await showPage({
      samples: [sample],
      engine: { answers: { "What is it?": sample.questions[0]!.answer } },
    });
    const { actions } = store.getState();
    await actions.setFrames(8);
    await actions.openSample(sample);
    actions.setTab("compare");
    await actions.runCompare("What is it?");
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    const verdicts = [...table.element().querySelectorAll(".verdict")];
    expect(verdicts.map((one) => one.textContent)).toEqual([
      "right",
      "right",
      "right",
      "wrong",
      "wrong",
    ]);
    await expect.element(row(/Right: A star that shines/)).toBeVisible();
  });

  test("shows what is kept and lost in four charts, each with what it means", async () => {
    const { store } = await showClip();
    const { actions } = store.getState();
    actions.setTab("compare");
    actions.setCompareColumns([
      { method: "cover", retention: 0.25 },
      { method: "fastv", retention: 0.5 },
    ]);
    await actions.runCompare(QUESTION);
    const charts = page.getByRole("region", { name: "What is kept and lost" });
    await expect.element(charts.getByText("100 %")).toBeVisible();
    expect(charts.getByRole("figure").elements()).toHaveLength(4);
    const figure = (index: number) =>
      charts.getByRole("figure").nth(index).element().textContent?.replaceAll(/\s/g, " ");
    expect(figure(0)).toMatch(/^Coverage.*More is better\..*1Cover 25 %57 %.*2FastV/);
    expect(figure(0)).toMatch(/not defined: chosen when a question is asked$/);
    expect(figure(3)).toMatch(/All tokens0\.000.*1Cover 25 %0\.080.*2FastV 50 %0\.040$/);
  });

  test("plots cost against agreement, and says which columns are beaten", async () => {
    await compared();
    const plot = page.getByRole("region", { name: "Cost against agreement" });
    const points = () =>
      plot
        .getByRole("listitem")
        .elements()
        .map((item) => item.textContent?.replaceAll(/\s/g, " "));
    expect(points()[0]).toBe("All tokens: 100 %, KL 0.000");
    expect(points()[4]).toMatch(/^4.*10 %.*: 10 %, KL 0\.200$/);
    await userEvent.click(plot.getByRole("radio", { name: "First token" }));
    expect(points()[0]).toMatch(/^All tokens: 0\.0\d s, KL 0\.000$/);
  });

  test("shows side by side what each column keeps of the frame on show", async () => {
    const { store } = await compared();
    const pictures = page.getByRole("region", { name: "Tokens kept of a frame" });
    const captions = () =>
      pictures
        .getByRole("listitem")
        .elements()
        .map((item) => item.textContent?.replaceAll(/\s/g, " "));
    expect(captions()[0]).toBe("All tokens36 of 36 tokens");
    expect(captions()).toHaveLength(5);
    store.getState().actions.selectFrame(3);
    await expect.element(pictures.getByText(/^Frame 4, at /)).toBeVisible();
    await store.getState().actions.setFrames(4);
    await expect.element(pictures.getByText(/with the same 8 frames/)).toBeVisible();
  });

  test("can be changed into another", async () => {
    const { store } = await compared();
    await userEvent.click(page.getByRole("button", { name: "Change" }));
    await userEvent.click(page.getByRole("button", { name: "Remove column 2" }));
    await userEvent.click(page.getByRole("button", { name: "Run 1 question in 4 columns" }));
    await until(store, (state) => selectComparison(state)?.phase === "done");
    expect(store.getState().compare.list.map(({ columns }) => columns.length)).toEqual([5, 4]);
  });

  test("gives a link that names its video, its questions and its columns", async () => {
    const { store } = await compared();
    const copied = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    try {
      await userEvent.click(page.getByRole("button", { name: "Copy link" }));
      const [address = ""] = copied.mock.calls[0] ?? [];
      const link = readLink(new URL(address).hash);
      expect(link).toMatchObject({ video: "clip.mp4", questions: [QUESTION] });
      const requests = selectComparison(store.getState())!.columns.slice(1);
      expect(link?.columns).toEqual(requests.map(({ request }) => request));
    } finally {
      vi.restoreAllMocks();
    }
  });

  test("is no wider than a phone, but for its table, which keys can scroll", async () => {
    const { store } = await showClip({ size: PHONE });
    const { actions } = store.getState();
    actions.setTab("compare");
    await expect.element(setup("Columns")).toBeVisible();
    expect(document.documentElement.scrollWidth).toBe(PHONE[0]);
    await actions.runCompare(QUESTION);
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    expect(document.documentElement.scrollWidth).toBe(PHONE[0]);
    const scroller = page.getByRole("region", { name: "Answers by column" }).element();
    expect(scroller.scrollLeft).toBe(0);
    // Tabbing from head to head brings each into view.
    (head(/10\s%/).element() as HTMLElement).focus();
    expect(scroller.scrollLeft).toBeGreaterThan(0);
  });
});

describe("columns with other frames and models", () => {
  const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
  const COVER = { method: "cover", retention: 0.25 } as const;
  const withSmol = () => showClip({ weights: { stored: [fakeStored(SMOL, "q4")] } });
  const column = (number: number) => setup(`Column ${number}`);

  test("are chosen one by one or all at once, and the page says what they need before they run", async () => {
    const { store } = await withSmol();
    store.getState().actions.setTab("compare");
    await userEvent.click(page.getByRole("button", { name: "By frames" }));
    const frames = (number: number) => column(number).getByRole("combobox", { name: "Frames" });
    await expect.element(frames(1)).toHaveTextContent("8 frames, as open");
    await userEvent.click(page.getByRole("button", { name: "By model" }));
    const model = column(2).getByRole("combobox", { name: "Model" });
    await expect.element(model).toHaveTextContent("SmolVLM2 500M");
    await userEvent.selectOptions(frames(2), "16 frames");
    await expect
      .element(page.getByText(/^SmolVLM2 500M, 16 frames: about .* of GPU memory/))
      .toBeVisible();
    await expect
      .element(page.getByText(/loaded one after the other, and Embedded model again at the end/))
      .toBeVisible();
    store.getState().actions.setCompareQuestions([QUESTION]);
    await expect
      .element(page.getByRole("button", { name: "Run 1 question in 4 columns" }))
      .toBeEnabled();
  });

  test("say their frames and their model, and are measured against their own answers", async () => {
    const { store } = await withSmol();
    const { actions } = store.getState();
    actions.setTab("compare");
    actions.setCompareColumns([COVER, { ...COVER, frames: 16 }, { ...COVER, modelId: SMOL }]);
    await actions.runCompare(QUESTION);
    await expect.element(table).toHaveAttribute("aria-busy", "false");
    expect(names()).toEqual([
      "All tokens8 frames, Embedded model",
      "1Cover 25 %8 frames, Embedded model",
      "All tokens16 frames, Embedded model",
      "2Cover 25 %16 frames, Embedded model",
      "All tokens8 frames, SmolVLM2 500M",
      "3Cover 25 %8 frames, SmolVLM2 500M",
    ]);
    expect(cells(/Answer beside/).map((text) => text.startsWith("reference"))).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ]);
    // Only the open video's own plan can be taken into use.
    expect(table.getByRole("button").elements()).toHaveLength(2);
    const plots = page.getByRole("region", { name: "Cost against agreement" });
    await expect
      .element(plots.getByRole("list", { name: "Columns of 16 frames, Embedded model" }))
      .toBeVisible();
  });

  test("tell what is being loaded, and Stop brings the model in use back", async () => {
    const { store, engine } = await withSmol();
    const { actions } = store.getState();
    actions.setTab("compare");
    actions.setCompareColumns([{ ...COVER, modelId: SMOL }]);
    const unsubscribe = store.subscribe(({ compare: { preparation } }) => {
      if ((preparation?.count.done ?? 0) === 0) return;
      unsubscribe();
      engine.hold();
    });
    const running = actions.runCompare(QUESTION);
    await expect.element(page.getByText(/^Loading SmolVLM2 500M: \d+\s% of/)).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Stop" }));
    engine.release();
    await running;
    await expect.element(page.getByText(/^stopped after 0 of 4 steps/)).toBeVisible();
    expect(store.getState().model).toMatchObject({
      phase: "ready",
      info: { id: "framewise-shapes" },
    });
  });
});

describe("saving", () => {
  test("as CSV, JSON and PNG, under names that tell", async () => {
    await compared();
    const files = watchSaved();
    const written = watchWritten();
    for (const name of ["CSV", "JSON", "PNG"]) {
      await userEvent.click(page.getByRole("button", { name, exact: true }));
    }
    await expect.poll(() => files.length).toBe(3);
    expect(files.map(({ name }) => name)).toEqual(
      ["csv", "json", "png"].map((extension) => `clip_what-comes-in_comparison-1.${extension}`),
    );
    const [csv = "", json = ""] = await Promise.all(files.map(({ blob }) => blob.text()));
    expect(csv.trimEnd().split("\r\n")).toHaveLength(6);
    expect(csv).toContain("time_to_first_token_ms");
    expect(csv).toContain("Apple M2 Pro");
    expect(JSON.parse(json)).toMatchObject({
      questions: [{ question: QUESTION, columns: { length: 5 } }],
    });
    const words = written().join("\n");
    expect(words).toContain(QUESTION);
    expect(words).toMatch(/clip\.mp4.*8 frames/);
    expect(words).toMatch(/framewise-shapes \(fp32\), .*Apple M2 Pro.*, Framewise \d/);
    const picture = await createImageBitmap(files[2]!.blob);
    expect(picture.width).toBe(2_400);
    // Something is drawn in the plot's half: not all of it has one colour.
    const canvas = new OffscreenCanvas(picture.width, picture.height / 2);
    const context = canvas.getContext("2d")!;
    context.drawImage(picture, 0, -picture.height / 2);
    const pixels = new Uint32Array(
      context.getImageData(0, 0, canvas.width, canvas.height).data.buffer,
    );
    expect(new Set(pixels).size).toBeGreaterThan(8);
  });
});

test("says beside every comparison what the method keeps and what it loses", async () => {
  await compared();
  await expect
    .element(page.getByText(/keeps brief events, and answers first become worse about scenes/))
    .toBeVisible();
});
