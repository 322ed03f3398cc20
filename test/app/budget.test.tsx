import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { until } from "../support/test-env.ts";
import { inContrastTheme } from "../support/emulated.ts";
import { PHONE, showClip, showPage } from "../support/page.tsx";
import { rolesInLists } from "../support/spoken-list.ts";
import { watchSaved, watchWritten } from "../support/saved-files.ts";

const chart = page.getByRole("listbox");
const bar = (frame: number) => chart.getByRole("option").nth(frame - 1);
const slider = page.getByRole("slider", { name: "Retention" });
const inspector = page.getByRole("complementary", { name: "Frame" });

const planned = async ({ store }: Awaited<ReturnType<typeof showClip>>) => {
  const { plan } = await until(store, ({ plan }) => plan.phase === "ready");
  if (plan.phase !== "ready") throw new Error("No plan.");
  return plan.shown;
};

describe("the chart of frames", () => {
  test("has one bar a frame, which says its time, its score and its tokens", async () => {
    const plan = await planned(await showClip());
    await expect.element(bar(8)).toBeInTheDocument();
    expect(chart.element().querySelectorAll("[role=option]")).toHaveLength(8);
    await expect
      .element(bar(3))
      .toHaveAccessibleName(
        `Frame 3, 0:10.0, novelty ${plan.frames[2]?.uniqueness.toFixed(3)}, ${plan.frames[2]?.budget} of 36 tokens kept`,
      );
  });

  test("is a list of its frames to screen readers, though it is drawn", async () => {
    await showClip();
    await expect.element(bar(8)).toBeInTheDocument();
    expect(await rolesInLists()).toEqual([Array.from({ length: 8 }, () => "option")]);
  });

  test("draws height by the score, below the frame's own picture", async () => {
    const plan = await planned(await showClip());
    await expect.element(bar(8)).toBeInTheDocument();
    const boxes = [...chart.element().querySelectorAll(".bar")].map((one) =>
      one.getBoundingClientRect(),
    );
    const pictures = [...document.querySelectorAll(".timeline .strip canvas")].map((one) =>
      one.getBoundingClientRect(),
    );
    const scale = boxes[0]!.height / plan.frames[0]!.uniqueness;
    for (const [index, box] of boxes.entries()) {
      expect(box.height / scale).toBeCloseTo(plan.frames[index]!.uniqueness, 2);
      const picture = pictures[index]!;
      expect(box.left + box.width / 2).toBeCloseTo(picture.left + picture.width / 2, 0);
    }
  });

  test("is one tab stop: arrows move along it, Enter selects, leaving returns", async () => {
    const { store } = await showClip();
    await expect.element(bar(8)).toBeInTheDocument();
    bar(1).element().focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await expect.element(bar(3)).toHaveFocus();
    await expect.element(inspector).toHaveTextContent("Frame 3");
    expect(store.getState().selected).toBe(0);
    await userEvent.keyboard("{End}");
    await expect.element(inspector).toHaveTextContent("Frame 8");
    await userEvent.keyboard("{Home}{ArrowRight}{Enter}");
    expect(store.getState().selected).toBe(1);
    await userEvent.keyboard("{End}{Tab}");
    await expect.element(inspector).toHaveTextContent("Frame 2");
    expect(chart.element().querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  });

  test("shows the frame under the pointer and returns when the pointer leaves", async () => {
    await showClip();
    await expect.element(bar(8)).toBeInTheDocument();
    await userEvent.hover(bar(5));
    await expect.element(inspector).toHaveTextContent("Frame 5");
    await userEvent.hover(page.getByRole("banner"));
    await expect.element(inspector).toHaveTextContent("Frame 1");
  });

  test("a drag that leaves the timeline goes on until the button is up", async () => {
    const { store } = await showClip();
    await expect.element(bar(8)).toBeInTheDocument();
    const place = (frame: number) => {
      const { left, width, top } = bar(frame).element().getBoundingClientRect();
      return { clientX: left + width / 2, clientY: top + 10 };
    };
    const timeline = document.querySelector(".timeline")!;
    // A made-up pointer cannot be captured; what is captured is kept here.
    const captured = new Set<number>();
    timeline.setPointerCapture = (id) => captured.add(id);
    timeline.hasPointerCapture = (id) => captured.has(id);
    const point = (target: Element, type: string, at: { clientX: number; clientY: number }) =>
      target.dispatchEvent(
        new PointerEvent(type, {
          ...at,
          bubbles: true,
          pointerId: 1,
          pointerType: "mouse",
          buttons: 1,
        }),
      );
    point(bar(2).element(), "pointerdown", place(2));
    expect(store.getState().selected).toBe(1);
    // While it is captured, the timeline itself is the target, wherever the pointer is.
    point(timeline, "pointermove", { ...place(6), clientY: 2 });
    expect(store.getState().selected).toBe(5);
  });

  test("[ and ] step, and the step is drawn", async () => {
    await showClip();
    await userEvent.keyboard("]]]][[");
    await expect.element(inspector).toHaveTextContent("Frame 4");
    await expect
      .element(page.getByRole("figure", { name: /^Frame 4 at 0:14\.0, \d+ of 36 tokens kept$/ }))
      .toBeVisible();
  });

  test("shows the budget and says so when the method scores no frames", async () => {
    const shown = await showClip();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Method" }), "Uniform");
    await planned(shown);
    await expect.element(page.getByText("frames not scored")).toBeVisible();
    await expect.element(bar(1)).toHaveAccessibleName("Frame 1, 0:02.0, 9 of 36 tokens kept");
    await expect.element(inspector).not.toHaveTextContent("Novelty");
  });

  test("is of uniqueness with VidCom²", async () => {
    const shown = await showClip();
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Method" }),
      "VidCom² Framewise",
    );
    await planned(shown);
    await expect.element(inspector).toHaveTextContent("Uniqueness");
    await expect.element(bar(1)).toHaveAccessibleName(/^Frame 1, 0:02\.0, uniqueness 0\.\d{3}, /);
  });
});

test("the ruler of a recording that begins late counts from there, with room for each label", async () => {
  await showClip({ engine: { facts: { startSec: 3_600 } } });
  await expect.element(bar(1)).toHaveAccessibleName(/^Frame 1, 1:00:02\.0, /);
  const labels = [...document.querySelectorAll(".ruler span")];
  expect(labels[0]?.textContent).toBe("1:00:00");
  const boxes = labels.map((one) => one.getBoundingClientRect());
  expect(boxes.length).toBeGreaterThan(3);
  for (const [index, { left }] of boxes.slice(1).entries())
    expect(left).toBeGreaterThan(boxes[index]!.right);
  expect(boxes.at(-1)!.left).toBeGreaterThan(bar(7).element().getBoundingClientRect().left);
});

describe("the pictures of the strip", () => {
  const pictures = () => [...document.querySelectorAll<HTMLCanvasElement>(".strip canvas")];
  const shownFrames = () => pictures().map(({ dataset }) => Number(dataset["frame"]));

  test("are whole, fewer than the frames, and of the frame under pointer or focus", async () => {
    const { store } = await showClip();
    await store.getState().actions.setFrames(32);
    store.getState().actions.selectFrame(0);
    await expect.element(bar(32)).toBeInTheDocument();
    await expect.poll(() => pictures().length).toBeLessThan(12);
    for (const picture of pictures()) {
      const { width, height } = picture.getBoundingClientRect();
      expect(width / height).toBeGreaterThanOrEqual(16 / 9 - 0.05);
    }
    // Frame 13 is the most unusual one between the ends.
    await expect.poll(shownFrames).toContain(12);
    expect(shownFrames()).not.toContain(14);
    await userEvent.hover(bar(15));
    await expect.poll(shownFrames).toContain(14);
    await userEvent.hover(page.getByRole("banner"));
    await expect.poll(shownFrames).not.toContain(14);
    bar(1).element().focus();
    await userEvent.keyboard("{ArrowRight}");
    await expect.poll(shownFrames).toContain(1);
  });

  test("are pointed at without moving the ring of the selected frame", async () => {
    await showClip();
    await expect.element(bar(8)).toBeInTheDocument();
    const ring = document.querySelector(".playhead:not(.pointed)")!;
    const { left } = ring.getBoundingClientRect();
    await userEvent.hover(bar(5));
    await expect.element(inspector).toHaveTextContent("Frame 5");
    const pointed = document.querySelector(".playhead.pointed")!.getBoundingClientRect();
    expect(pointed.left).toBeCloseTo(bar(5).element().getBoundingClientRect().left, -1);
    expect(ring.getBoundingClientRect().left).toBeCloseTo(left, 1);
    await userEvent.hover(page.getByRole("banner"));
    await expect.poll(() => document.querySelector(".playhead.pointed")).toBeNull();
  });
});

describe("the scale of the chart", () => {
  test("is said in words, and is of differences from the mean when wanted", async () => {
    const plan = await planned(await showClip());
    await expect.element(page.getByText(/^Bars: novelty from 0\./)).toBeVisible();
    await expect.element(page.getByText(/^Colour: tokens kept, 0\d+$/)).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Show differences from the mean" }));
    const between = plan.frames.slice(1, -1).map(({ uniqueness }) => uniqueness);
    const mean = between.reduce((sum, one) => sum + one, 0) / between.length;
    await expect
      .element(page.getByText(`Bars: novelty from the mean, ${mean.toFixed(3)}.`))
      .toBeVisible();
    await expect
      .element(bar(7))
      .toHaveAccessibleName(
        `Frame 7, 0:26.0, novelty ${plan.frames[6]!.uniqueness.toFixed(3)}, ${(plan.frames[6]!.uniqueness - mean).toFixed(3)} above the mean, ${plan.frames[6]!.budget} of 36 tokens kept`,
      );
    const line = document.querySelector(".chart .zero")!.getBoundingClientRect().top;
    const boxes = [...chart.element().querySelectorAll(".bar")].map((one) =>
      one.getBoundingClientRect(),
    );
    for (const [index, { top, bottom }] of boxes.entries()) {
      const isAbove = plan.frames[index]!.uniqueness > mean;
      expect(isAbove ? bottom : top).toBeCloseTo(line, -0.5);
    }
    await userEvent.click(page.getByRole("button", { name: "Show from 0" }));
    await expect.element(page.getByText(/^Bars: novelty from 0\./)).toBeVisible();
  });
});

test("a video opens at its most unusual frame and says so, until another is chosen", async () => {
  const { store } = await showPage();
  const { actions } = store.getState();
  await actions.setFrames(8);
  await actions.openFile(new File(["video"], "clip.mp4", { type: "video/mp4" }));
  const words = page.getByText("Opened at the most unusual frame between the first and the last.");
  await expect.element(words).toBeVisible();
  await expect.element(inspector).toHaveTextContent("Frame 7");
  await userEvent.hover(bar(3));
  await expect.element(words).not.toBeInTheDocument();
  await userEvent.hover(page.getByRole("banner"));
  await expect.element(words).toBeVisible();
  await userEvent.keyboard("]");
  await expect.element(inspector).toHaveTextContent("Frame 8");
  await expect.element(words).not.toBeInTheDocument();
});

test("marks of data stay visible in contrast themes", async () => {
  const { store } = await showClip();
  await store.getState().actions.ask("What is it?");
  await expect.element(bar(8)).toBeInTheDocument();
  await inContrastTheme();
  const ground = () => getComputedStyle(document.body).backgroundColor;
  // Polled, because colours pass over into each other.
  const unseen = () =>
    [".rail", ".fill", ".cells i", ".thumb"].filter((selector) => {
      const mark = document.querySelector(selector);
      if (mark === null) return true;
      const { backgroundColor, borderTopColor } = getComputedStyle(mark);
      return backgroundColor === ground() && borderTopColor === ground();
    });
  await expect.poll(unseen).toEqual([]);
  expect(getComputedStyle(document.querySelector(".ramp")!).backgroundImage).toContain("gradient");
  const fills = () =>
    [...document.querySelectorAll(".bar")].map((one) => getComputedStyle(one).fill);
  await expect.poll(fills).not.toContain(ground());
  // Those of different frames stay apart.
  await expect.poll(() => new Set(fills()).size).toBeGreaterThan(1);
});

test("token scores are shown of methods that look at tokens, and of no other", async () => {
  const shown = await showClip();
  const scores = inspector.getByText("Token scores of this frame, sorted");
  await planned(shown);
  await expect.element(scores).toBeVisible();
  for (const method of ["uniform", "random"] as const) {
    shown.store.getState().actions.setMethod(method);
    await until(
      shown.store,
      ({ plan }) => plan.phase === "ready" && plan.shown.request.method === method,
    );
    await expect.element(scores).not.toBeInTheDocument();
  }
  shown.store.getState().actions.setMethod("cover");
  await expect.element(scores).toBeVisible();
});

describe("the overlay", () => {
  /** Alpha of the overlay in the middle of a token's cell. */
  const alphaAt = (token: number): number => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.overlay")!;
    const x = (((token % 6) + 0.5) / 6) * canvas.width;
    const y = ((Math.floor(token / 6) + 0.5) / 6) * canvas.height;
    return canvas.getContext("2d")!.getImageData(x, y, 1, 1).data[3]!;
  };

  test("leaves kept tokens clear and dims the dropped ones, token by token", async () => {
    const plan = await planned(await showClip());
    const kept = [...plan.keptMask.subarray(0, 36)];
    expect(kept).toContain(1);
    expect(kept).toContain(0);
    await expect
      .poll(() => Array.from({ length: 36 }, (_, token) => (alphaAt(token) === 0 ? 1 : 0)))
      .toEqual(kept);
  });

  test("Heat covers every token, Off none", async () => {
    await showClip();
    await userEvent.click(page.getByRole("radio", { name: "Heat" }));
    await expect
      .poll(() => Array.from({ length: 36 }, (_, at) => alphaAt(at)).every((alpha) => alpha > 150))
      .toBe(true);
    await expect.element(page.getByText("kept first")).toBeVisible();
    await userEvent.click(page.getByRole("radio", { name: "Off" }));
    await expect
      .poll(() => Array.from({ length: 36 }, (_, at) => alphaAt(at)).every((alpha) => alpha === 0))
      .toBe(true);
  });
});

describe("the retention slider", () => {
  test("counts in percent on a log rail, and says what it costs", async () => {
    await showClip();
    await expect.element(slider).toHaveAttribute("aria-valuenow", "25");
    await expect.element(slider).toHaveAttribute("aria-valuetext", "25 percent, 72 of 288 tokens");
    slider.element().focus();
    await userEvent.keyboard("{ArrowRight}");
    await expect.element(slider).toHaveAttribute("aria-valuenow", "26");
    await userEvent.keyboard("{PageUp}");
    await expect.element(slider).toHaveAttribute("aria-valuenow", "50");
    await userEvent.keyboard("{PageDown}{PageDown}{ArrowDown}");
    await expect.element(slider).toHaveAttribute("aria-valuenow", "14");
    await userEvent.keyboard("{Home}");
    await expect.element(slider).toHaveAttribute("aria-valuetext", "5 percent, 14 of 288 tokens");
    await userEvent.keyboard("{End}");
    await expect
      .element(slider)
      .toHaveAttribute("aria-valuetext", "100 percent, 288 of 288 tokens");
  });

  test("redraws chart and counts from a new plan, without opening anything again", async () => {
    const { engine } = await showClip();
    const opened = engine.calls.filter((call) => call.startsWith("openFrames")).length;
    await userEvent.click(page.getByRole("button", { name: "50 percent" }));
    await expect.element(page.getByText("of 288 tokens", { exact: true })).toBeVisible();
    await expect.element(slider).toHaveAttribute("aria-valuetext", "50 percent, 144 of 288 tokens");
    expect(engine.calls.filter((call) => call.startsWith("openFrames"))).toHaveLength(opened);
  });
});

test("the rail keeps its place and width while the figures beside it change", async () => {
  const shown = await showClip({ engine: { model: { kvBytesPerToken: 9_000 } } });
  const rail = document.querySelector(".rail")!;
  const widths = new Set<number>();
  for (const percent of [5, 25, 100]) {
    shown.store.getState().actions.setRetention(percent / 100);
    await planned(shown);
    await expect.element(slider).toHaveAttribute("aria-valuenow", `${percent}`);
    const figures = document.querySelector(".cost")!.textContent;
    expect(figures).toContain(percent === 100 ? "2.5" : "kB");
    widths.add(rail.getBoundingClientRect().width);
  }
  expect(widths.size).toBe(1);
});

describe("the settings", () => {
  test("method, rounding and frames reach the engine", async () => {
    const shown = await showClip();
    const { engine } = shown;
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Method" }), "VidCom² cosine");
    await planned(shown);
    expect(engine.requests.at(-1)).toEqual({
      method: "vidcom2",
      variant: "cosine",
      retention: 0.25,
    });
    await userEvent.click(page.getByRole("checkbox", { name: "Exact budget" }));
    await planned(shown);
    expect(engine.requests.at(-1)?.switches).toEqual({ rounding: "exact" });
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Frames" }), "16");
    await expect.poll(() => engine.calls.at(-1)).toBe("openFrames clip.mp4 16");
  });

  test("the chart is saved as a table and as a picture", async () => {
    await showClip();
    const saved = watchSaved();
    const written = watchWritten();
    const items = ["As a table (CSV)", "As a picture (PNG)", "As a figure for a paper (SVG)"];
    for (const item of items) {
      await userEvent.click(page.getByRole("button", { name: "Save the chart" }));
      await userEvent.click(page.getByRole("menuitem", { name: item }));
    }
    await expect.poll(() => saved.length).toBe(3);
    const files = saved.toSorted((one, other) => one.name.localeCompare(other.name));
    expect(files.map(({ name, blob }) => [name, blob.type])).toEqual([
      ["clip_cover-25-percent_chart.csv", "text/csv;charset=utf-8"],
      ["clip_cover-25-percent_chart.png", "image/png"],
      ["clip_cover-25-percent_chart.svg", "image/svg+xml;charset=utf-8"],
    ]);
    const [, picture, figure] = files;
    expect(picture?.blob.size).toBeGreaterThan(5_000);
    // A picture says of what, with what and by what it was made, and what its colours mean.
    expect(written()).toEqual(expect.arrayContaining(["clip.mp4", "Novelty", "0:02.0"]));
    const words = written().join("\n");
    expect(words).toMatch(/^Cover.*25.%.*, 72 of 288 tokens$/m);
    expect(words).toMatch(
      /^framewise-shapes \(fp32\), .*Apple M2 Pro.*, \d{4}-\d\d-\d\d, Framewise \d/m,
    );
    expect(words).toMatch(/^Colour: tokens kept/m);
    const svg = new DOMParser().parseFromString((await figure?.blob.text()) ?? "", "image/svg+xml");
    expect(svg.querySelector("parsererror")).toBeNull();
    expect(svg.querySelector("title")?.textContent).toMatch(/^Bars: novelty from 0.*: clip\.mp4$/);
    expect(svg.documentElement.textContent).toMatch(/framewise-shapes \(fp32\), .*Framewise \d/);
    expect(svg.querySelectorAll("image").length).toBeGreaterThan(0);
    for (const image of svg.querySelectorAll("image"))
      expect(image.getAttribute("href")).toMatch(/^data:image\/jpeg;base64,/);
  });
});

describe("the row of choices", () => {
  test("keeps all of them and the button in sight, however many a model has", async () => {
    const shown = await showClip({ engine: { model: { stepTokens: 384 } } });
    await planned(shown);
    const side = page.getByRole("region", { name: "Video and budget" }).element();
    await expect.element(page.getByRole("combobox", { name: "Tokens a step" })).toBeVisible();
    const row = [...side.querySelectorAll(".settings-row label, .settings-row button")];
    expect(row).toHaveLength(8);
    const { right } = side.getBoundingClientRect();
    for (const one of row) expect(one.getBoundingClientRect().right).toBeLessThanOrEqual(right);
  });

  test("stands in one line at 1440 pixels, shows each choice in full, and keeps its button in narrower windows", async () => {
    const shown = await showClip();
    await planned(shown);
    const side = page.getByRole("region", { name: "Video and budget" }).element();
    const controls = () => [...side.querySelectorAll(".settings-row :is(label, button)")];
    const tops = controls().map((one) => {
      const { top, height } = one.getBoundingClientRect();
      return top + height / 2;
    });
    expect(tops).toHaveLength(7);
    for (const top of tops) expect(top).toBeCloseTo(tops[0]!, 0);
    for (const select of side.querySelectorAll(".settings-row select")) {
      expect(select.scrollWidth).toBeLessThanOrEqual(select.clientWidth);
    }
    for (const width of [1040, 1024, 1010]) {
      await page.viewport(width, 768);
      const { right } = side.getBoundingClientRect();
      for (const one of controls())
        expect(one.getBoundingClientRect().right).toBeLessThanOrEqual(right);
    }
  });
});

describe("the frame budget", () => {
  const choice = page.getByRole("combobox", { name: "Frame budget" });
  const choose = (name: string) => userEvent.selectOptions(choice, name);

  test("is the method's own until the reader chooses another, which makes a new plan", async () => {
    const shown = await showClip();
    await planned(shown);
    await expect.element(choice).toHaveValue("own");
    await expect.element(choice).toHaveAccessibleDescription(/as the method gives it/);
    await expect.element(choice).toHaveAttribute("aria-describedby");
    expect(shown.engine.requests.at(-1)).toEqual({ method: "cover", retention: 0.25 });
    await choose("even budget");
    await planned(shown);
    expect(shown.engine.requests.at(-1)).toEqual({
      method: "cover",
      retention: 0.25,
      budget: "even",
    });
    await expect.element(choice).toHaveAccessibleDescription(/the same number of tokens/);
    await choose("own budget");
    await planned(shown);
    expect(shown.engine.requests.at(-1)).not.toHaveProperty("budget");
  });

  test("is reached and changed with the keyboard", async () => {
    const shown = await showClip();
    await planned(shown);
    page.getByRole("combobox", { name: "Method" }).element().focus();
    await userEvent.keyboard("{Tab}");
    await expect.element(choice).toHaveFocus();
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await expect.element(choice).toHaveValue("vidcom2");
    await planned(shown);
    expect(shown.engine.requests.at(-1)?.budget).toBe("vidcom2");
    await expect.element(inspector).toHaveTextContent("Uniqueness");
  });

  test("goes with the other methods, but with none that picks its tokens itself", async () => {
    const shown = await showClip();
    const method = page.getByRole("combobox", { name: "Method" });
    await choose("VidCom² budget");
    await userEvent.selectOptions(method, "LLaVA-Scissor");
    await expect.element(choice).not.toBeInTheDocument();
    await planned(shown);
    expect(shown.engine.requests.at(-1)).toEqual({ method: "llava-scissor", retention: 0.25 });
    await userEvent.selectOptions(method, "FastV");
    await expect.element(choice).toHaveValue("vidcom2");
    await planned(shown);
    expect(shown.engine.requests.at(-1)).toMatchObject({ method: "fastv", budget: "vidcom2" });
  });

  test("that is shuffled has a seed, and Cover's has both ends", async () => {
    const shown = await showClip();
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Method" }), "Uniform");
    const seed = page.getByRole("spinbutton", { name: "Seed" });
    const ends = page.getByRole("checkbox", { name: "Both ends" });
    await expect.element(seed).not.toBeInTheDocument();
    await expect.element(ends).not.toBeInTheDocument();
    await choose("shuffled Cover budget");
    await userEvent.fill(seed, "7");
    await userEvent.click(ends);
    await planned(shown);
    expect(shown.engine.requests.at(-1)).toEqual({
      method: "uniform",
      retention: 0.25,
      budget: "shuffled-cover",
      seed: 7,
      ends: 0,
    });
  });

  test("is no choice while every token is kept, and comes back with a receipt", async () => {
    const { store } = await showClip();
    const { actions } = store.getState();
    await choose("even budget");
    await actions.ask("What is it?");
    actions.setRetention(1);
    await expect.element(choice).toBeDisabled();
    await expect.element(choice).toHaveAccessibleDescription(/no budget matters/);
    actions.setBudget(null);
    await userEvent.click(page.getByRole("button", { name: /^Used / }));
    await expect.element(choice).toHaveValue("even");
  });
});

describe("the positions of kept tokens", () => {
  const choice = page.getByRole("combobox", { name: "Positions" });

  test("are the model's own until the reader chooses, and say what they do", async () => {
    const shown = await showClip();
    await planned(shown);
    await expect.element(choice).toHaveValue("original");
    await expect
      .element(choice)
      .toHaveAccessibleDescription(/keep their positions in the whole video/);
    expect(shown.engine.requests.at(-1)).not.toHaveProperty("positions");
    await userEvent.selectOptions(choice, "compact");
    await planned(shown);
    expect(shown.engine.requests.at(-1)).toMatchObject({ retention: 0.25, positions: "compact" });
    await expect.element(choice).toHaveAccessibleDescription(/without gaps/);
  });

  test("are no choice while every token is kept", async () => {
    const { store } = await showClip();
    store.getState().actions.setRetention(1);
    await expect.element(choice).toBeDisabled();
    await expect.element(choice).toHaveAccessibleDescription(/both are the same/);
    store.getState().actions.setRetention(0.5);
    await expect.element(choice).toBeEnabled();
  });

  test.each([{ positions: ["original"] }, { positions: ["compact"] }] as const)(
    "are not offered by a model that knows one way: %o",
    async (model) => {
      const shown = await showClip({ engine: { model } });
      await planned(shown);
      await expect.element(page.getByRole("combobox", { name: "Method" })).toBeVisible();
      await expect.element(choice).not.toBeInTheDocument();
    },
  );

  test("stand in the receipt, and a receipt brings them back", async () => {
    const shown = await showClip();
    const { actions } = shown.store.getState();
    await userEvent.selectOptions(choice, "compact");
    await actions.ask("What is it?");
    await expect.element(page.getByRole("article")).toHaveTextContent(/compact positions/);
    await userEvent.selectOptions(choice, "original");
    await userEvent.click(page.getByRole("button", { name: /^Used / }));
    await expect.element(choice).toHaveValue("compact");
  });

  test("of another model's receipt are left to the model where it does not offer them", async () => {
    const shown = await showClip({ engine: { model: { positions: ["original"] } } });
    const { actions } = shown.store.getState();
    void actions.restorePlan({ method: "uniform", retention: 0.5, positions: "compact" });
    await planned(shown);
    expect(shown.engine.requests.at(-1)).toEqual({ method: "uniform", retention: 0.5 });
  });
});

describe("on a phone", () => {
  test("nothing is wider than the screen, and the settings are in the menu", async () => {
    await showClip({ size: PHONE });
    await expect.element(bar(8)).toBeInTheDocument();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(PHONE[0]);
    await expect.element(page.getByRole("combobox", { name: "Method" })).not.toBeInTheDocument();
    await userEvent.click(page.getByRole("button", { name: "Menu" }));
    await expect.element(page.getByRole("combobox", { name: "Method" })).toBeVisible();
    await expect
      .element(page.getByRole("tab", { name: "Timings", includeHidden: true }))
      .toBeInTheDocument();
  });

  test("the menu has the file's name, the chart to save and the conversation to clear", async () => {
    const { store } = await showClip({ size: PHONE });
    await store.getState().actions.ask("First?");
    const saved = watchSaved();
    await userEvent.click(page.getByRole("button", { name: "Menu" }));
    const menu = page.getByRole("dialog", { name: "Menu" });
    await expect.element(menu.getByText("clip.mp4", { exact: true })).toBeVisible();
    await userEvent.click(menu.getByRole("button", { name: "Save the chart" }));
    await userEvent.click(page.getByRole("menuitem", { name: "As a table (CSV)" }));
    await expect
      .poll(() => saved.map(({ name }) => name))
      .toEqual(["clip_cover-25-percent_chart.csv"]);
    await userEvent.click(menu.getByRole("button", { name: "Clear" }));
    await expect.poll(() => store.getState().turns).toEqual([]);
  });

  test("the scale of the chart is said there too", async () => {
    await showClip({ size: PHONE });
    await expect.element(page.getByText(/^Bars: novelty from 0\./)).toBeVisible();
    await expect.element(page.getByText(/^Colour: tokens kept, 0\d+$/)).toBeVisible();
  });
});

describe("frames that are left out before asking", () => {
  const left = page.getByRole("region", { name: "Frames that are left out" });
  const isOut = async (frame: number, is: boolean) => {
    await expect.element(bar(frame)).toHaveAttribute("aria-checked", `${is}`);
  };
  const outOf = () => [...chart.element().querySelectorAll("[data-left-out]")].length;

  test("are the most unique, the least, or drawn, and the bars say which", async () => {
    await showClip();
    await userEvent.click(page.getByRole("button", { name: "Leave frames out" }));
    await expect.element(left).toHaveTextContent("2 frames are left out.");
    await expect.poll(outOf).toBe(2);
    const most = [...chart.element().querySelectorAll("[data-left-out]")].map((one) =>
      one.getAttribute("aria-label"),
    );
    expect(most.every((name) => name?.endsWith("left out"))).toBe(true);
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Leave out" }),
      "the least unique",
    );
    await userEvent.fill(page.getByRole("spinbutton", { name: "How many" }), "6");
    await expect.element(left).toHaveTextContent("6 frames are left out.");
    // Never all of them.
    await userEvent.fill(page.getByRole("spinbutton", { name: "How many" }), "64");
    await expect.element(left).toHaveTextContent("7 frames are left out.");
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Leave out" }),
      "any, at random",
    );
    await expect.element(page.getByRole("spinbutton", { name: "Seed" })).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Leave none out" }));
    await expect.element(slider).toBeVisible();
    await expect.poll(outOf).toBe(0);
  });

  test("are chosen on the bars, by a press or with the keyboard alone", async () => {
    await showClip();
    await userEvent.click(page.getByRole("button", { name: "Leave frames out" }));
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Leave out" }),
      "those that I press",
    );
    await expect.element(left).toHaveTextContent("0 frames are left out.");
    await expect
      .element(page.getByRole("button", { name: "Ask with and without them" }))
      .toBeDisabled();
    await userEvent.click(bar(3));
    await isOut(3, true);
    (bar(3).element() as SVGElement).focus();
    await userEvent.keyboard("{ArrowRight} ");
    await isOut(4, true);
    await expect.element(left).toHaveTextContent("2 frames are left out.");
    await userEvent.keyboard(" ");
    await isOut(4, false);
    await isOut(3, true);
  });

  test("are asked without, beside the answer with all frames", async () => {
    const { store } = await showClip();
    await userEvent.click(page.getByRole("button", { name: "Leave frames out" }));
    await expect.element(left).toHaveTextContent("Type a question first.");
    await userEvent.fill(page.getByRole("textbox", { name: "Question" }), "What is on the wall?");
    await userEvent.click(page.getByRole("button", { name: "Ask with and without them" }));
    const table = page.getByRole("table");
    await expect.element(table).toHaveTextContent(/All tokens/);
    await expect.element(table).toHaveTextContent(/Without the 2 most unique frames/);
    const { compare } = await until(store, ({ compare }) => compare.list.at(-1)?.phase === "done");
    const [, without] = compare.list.at(-1)!.columns;
    expect(without?.request.leftOut).toEqual({ which: "unique", count: 2 });
    const [cell] = without!.cells;
    expect(cell?.phase === "done" && cell.report.divergence).not.toBeNull();
  });

  test("stay out of what the prompt asks, and come back with its receipt", async () => {
    const { store } = await showClip();
    const { actions } = store.getState();
    actions.setLeftOut({ frames: [0, 5] });
    await until(store, ({ plan }) => plan.phase === "ready");
    await actions.ask("What is on the wall?");
    actions.setLeftOut(null);
    await userEvent.click(
      page.getByRole("button", { name: /^Used 100.% ?: .* without frames 1, 6\./ }),
    );
    await expect.element(left).toHaveTextContent("2 frames are left out.");
  });
});
