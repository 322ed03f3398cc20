import { framesOf, wholeOf } from "../../src/store/video/state.ts";
import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { AppError } from "../../src/base/errors.ts";
import { TALK_FILE, showForTalk, showTalk, TALK, WALL } from "../support/page.tsx";
import { DESKTOP, PHONE } from "../support/page.tsx";
import type { SessionState } from "../../src/store/types.ts";
import { rolesInLists } from "../support/spoken-list.ts";
import { until } from "../support/test-env.ts";

const ribbon = page.getByRole("listbox", { name: "Relevance and tokens, by chunk" });
const chunk = (number: number) => ribbon.getByRole("option").nth(number - 1);
const inspector = page.getByRole("complementary", { name: "Frame" });
const turn = (index = 0) => page.getByRole("article").nth(index);
/** What the meter of a question's memory counts. */
const keysOfMeter = () => document.querySelector(".keys-line")?.textContent;
const boxes = (selector: string) =>
  [...document.querySelectorAll(selector)].map((one) => one.getBoundingClientRect());

/** Neighbours that lie over one another. */
const overlapping = (selector: string): number => {
  const all = boxes(selector).sort((a, b) => a.left - b.left);
  return all.filter((box, index) => index > 0 && all[index - 1]!.right > box.left + 0.5).length;
};

describe("a video that was not read whole", () => {
  test.each([
    { code: "memory-family", ways: 0 },
    { code: "memory-budget", ways: 1 },
  ])("is offered at a lower rate only where that helps: $code", async ({ code, ways }) => {
    // 64 seconds: read whole only when told to.
    const { engine, store } = await showForTalk({ chunks: 8 });
    const { actions } = store.getState();
    await actions.openFile(TALK_FILE);
    engine.failures = { openWhole: { code, message: "Not read.", hint: "" } };
    await actions.setWay("whole");
    await expect.element(page.getByRole("alert")).toHaveTextContent("Not read.");
    await expect.element(page.getByRole("button", { name: /^Look at \d+ frames$/ })).toBeVisible();
    expect(page.getByRole("button", { name: /^Read at / }).elements()).toHaveLength(ways);
  });
});

describe("the ribbon", () => {
  test("has one column a chunk in all its tracks, thick where the answer used the chunk in detail", async () => {
    const { store } = await showTalk();
    await expect.element(page.getByText(/^Ask a question, and each chunk shows/)).toBeVisible();
    await store.getState().actions.ask(WALL);
    await expect
      .element(chunk(7))
      .toHaveAccessibleName(
        /^Chunk 7 of 16, 0:48 to 0:55, relevance 2\.\d, in detail, 144 tokens$/,
      );
    await expect.element(chunk(1)).toHaveAccessibleName(/in detail as an end, 144 tokens$/);
    await expect.element(chunk(2)).toHaveAccessibleName(/compact, 18 tokens$/);
    expect(await rolesInLists()).toEqual([Array.from({ length: 16 }, () => "option")]);
    const cells = boxes(".chunk-cell");
    const columns = boxes(".ribbon .hit");
    const pictures = boxes(".ribbon .strip canvas");
    expect([cells.length, columns.length, pictures.length]).toEqual([16, 16, 8]);
    const middle = ({ left, width }: DOMRect) => left + width / 2;
    for (const [index, cell] of cells.entries()) {
      expect(middle(columns[index]!)).toBeCloseTo(middle(cell), 0);
    }
    // Each picture is whole, over two columns.
    for (const [index, { left, right, width, height }] of pictures.entries()) {
      expect(left).toBeCloseTo(cells[2 * index]!.left, -1);
      expect(right).toBeCloseTo(cells[2 * index + 1]!.right, -1);
      expect(width / height).toBeGreaterThan(16 / 9 - 0.05);
    }
    const words = [...document.querySelectorAll(".chunk-cell")].map((one) => one.textContent);
    expect(words.filter((word) => word === "detail")).toHaveLength(3);
    expect([words[0], words[15]]).toEqual(["end", "end"]);
  });

  test("is one tab stop: arrows move along it, Enter goes there, leaving returns", async () => {
    const { store } = await showTalk();
    await store.getState().actions.ask(WALL);
    chunk(1).element().focus();
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await expect.element(chunk(3)).toHaveFocus();
    await expect.element(inspector).toHaveTextContent(/Chunk3 of 16/);
    expect(store.getState().selected).toBe(0);
    await userEvent.keyboard("{End}{ArrowLeft}{Enter}");
    expect(Math.floor(store.getState().selected / 8)).toBe(14);
    await userEvent.keyboard("{Home}{Tab}");
    await expect.element(inspector).toHaveTextContent(/Chunk15 of 16/);
    expect(ribbon.element().querySelectorAll('[tabindex="0"]')).toHaveLength(1);
  });

  test("shows the chunk under the pointer, and a press goes to its most relevant frame", async () => {
    const { store } = await showTalk();
    await store.getState().actions.ask(WALL);
    await userEvent.hover(chunk(13));
    await expect.element(inspector).toHaveTextContent(/Chunk13 of 16/);
    await userEvent.click(chunk(7));
    const { selected, video } = store.getState();
    const time = wholeOf(video)?.timesSec[selected] ?? 0;
    expect(Math.abs(time - 0.41 * 128)).toBeLessThan(1);
    await userEvent.hover(page.getByRole("banner"));
    await expect.element(inspector).toHaveTextContent(/Chunk7 of 16/);
  });

  test("of very many chunks keeps its labels and pictures apart", async () => {
    const { store } = await showTalk({ chunks: 75 });
    await store.getState().actions.ask(WALL);
    await expect.element(chunk(75)).toBeInTheDocument();
    expect(boxes(".chunk-cell")).toHaveLength(75);
    expect(boxes(".ribbon .strip canvas").length).toBeLessThan(25);
    expect(boxes(".relevance text").length).toBeGreaterThan(0);
    for (const selector of [".relevance text", ".chunk-tokens b", ".ribbon .strip canvas"])
      expect(overlapping(selector)).toBe(0);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1440);
  });
});

describe("while it is read", () => {
  test("the strip fills, the progress counts, and it can be asked and paused", async () => {
    const { engine, store } = await showForTalk();
    const opening = store.getState().actions.openFile(TALK_FILE);
    await until(store, ({ video }) => (wholeOf(video)?.chunks.length ?? 0) >= 3);
    engine.hold();
    const progress = page.getByRole("progressbar", { name: "Reading" });
    await expect
      .element(progress)
      .toHaveAttribute("aria-valuetext", expect.stringMatching(/^\d+ of 128 frames, /));
    const filled = document.querySelectorAll(".ribbon .strip canvas:not(.well)").length;
    expect(filled).toBeGreaterThanOrEqual(2);
    expect(filled).toBeLessThan(boxes(".ribbon .strip canvas").length);
    await userEvent.click(page.getByRole("button", { name: "Pause" }));
    await expect.element(page.getByText("ends after this chunk")).toBeVisible();
    engine.release();
    await opening;
    await expect.element(page.getByText("Paused", { exact: true })).toBeVisible();
    await store.getState().actions.ask(WALL);
    await expect.element(turn()).toHaveTextContent("A star.");
    await userEvent.click(page.getByRole("button", { name: "Continue" }));
    await expect.element(progress).not.toBeInTheDocument();
    await expect.element(page.getByText("The whole video has been read.")).toBeInTheDocument();
    // The answer stays one about a part, and leads on to the rest.
    await expect
      .element(turn())
      .toHaveTextContent(/, of the first 0:\d\d of 2:08; the rest had not been read\./);
    await userEvent.click(turn().getByRole("button", { name: "Ask again about more" }));
    await expect.element(turn(1)).toHaveTextContent("A star.");
    expect(turn(1).element().textContent).not.toContain("of the first");
    await expect.element(turn(0)).toHaveTextContent(/the rest had not been read/);
  });

  test("what takes long waits for one press, and says how long", async () => {
    let clock = 0;
    const { store } = await showForTalk({ now: () => (clock += 120_000) });
    void store.getState().actions.openFile(TALK_FILE);
    await expect.element(page.getByText("Reading all of it takes long")).toBeVisible();
    await expect
      .element(
        page.getByText(/^about \d\d\smin on this computer; what was read can be asked about$/),
      )
      .toBeVisible();
    await expect.element(page.getByRole("button", { name: /^Look at \d+ frames$/ })).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Read all of it" }));
    await until(store, ({ video }) => wholeOf(video)?.reading.phase === "done");
  });

  test("a failure is shown there, with what was read and how to go on", async () => {
    const error = new AppError("video-undecodable", "It broke at 0:40.", "Go on behind it.");
    const { store } = await showTalk({
      engine: { whole: { failChunk: { chunk: 5, error } } },
    });
    const alert = page.getByRole("alert");
    await expect.element(alert).toHaveTextContent("It broke at 0:40.Go on behind it.");
    await store.getState().actions.ask(WALL);
    await expect.element(turn()).toHaveTextContent("A star.");
    await userEvent.click(page.getByRole("button", { name: "Continue" }));
    await expect.element(alert).not.toBeInTheDocument();
    await expect.element(chunk(16)).toBeInTheDocument();
  });
});

describe("the frame on show", () => {
  /** Alphas of the overlay in the middle of each token's cell. */
  const alphas = (): number[] => {
    const canvas = document.querySelector<HTMLCanvasElement>("canvas.overlay")!;
    const context = canvas.getContext("2d")!;
    return Array.from({ length: 36 }, (_, token) => {
      const x = (((token % 6) + 0.5) / 6) * canvas.width;
      const y = ((Math.floor(token / 6) + 0.5) / 6) * canvas.height;
      return context.getImageData(x, y, 1, 1).data[3]!;
    });
  };

  test("shows which tokens stay at which level", async () => {
    const { store } = await showTalk();
    store.getState().actions.selectFrame(20);
    const { video } = store.getState();
    const levels = wholeOf(video)!.chunks[2]!.levels.subarray(4 * 36, 5 * 36);
    const [clear, shaded, dark] = [2, 1, 0].map((level) => [...levels].filter((l) => l === level));
    await expect.poll(() => new Set(alphas()).size).toBe(3);
    const seen = alphas();
    const [least, most] = [Math.min(...seen), Math.max(...seen)];
    expect(seen.filter((alpha) => alpha === least)).toHaveLength(clear!.length);
    expect(seen.filter((alpha) => alpha === most)).toHaveLength(dark!.length);
    await expect
      .element(inspector)
      .toHaveTextContent(
        `Detail${clear!.length + shaded!.length} of 36Otherwise${clear!.length} of 36`,
      );
    await expect
      .element(page.getByRole("figure", { name: /^Frame 21 at 0:20\.5, chunk 3 of 16$/ }))
      .toBeVisible();
    store.getState().actions.setOverlay("heat");
    await expect.poll(() => new Set(alphas()).size).toBe(1);
  });

  test("a chunk is forced in or out, and the last question asked again with that", async () => {
    const { store } = await showTalk();
    await store.getState().actions.ask(WALL);
    await userEvent.click(chunk(3));
    await expect.element(page.getByText("Chunk 3 in detail", { exact: true })).toBeVisible();
    await userEvent.click(page.getByRole("radio", { name: "Always" }));
    await userEvent.click(page.getByRole("button", { name: "Ask again with this" }).first());
    await expect
      .element(chunk(3))
      .toHaveAccessibleName(/\d, in detail, 144 tokens, chosen for detail$/);
    await expect.element(turn(1)).toHaveTextContent("4 of 16");
    await expect
      .element(page.getByRole("button", { name: "Ask again with this" }))
      .not.toBeInTheDocument();
  });

  test.each([DESKTOP, [1100, 800], PHONE] as const)(
    "and nothing moves under the pointer that chooses, at %i × %i",
    async (...size) => {
      const { store } = await showTalk({ size });
      await store.getState().actions.ask(WALL);
      store.getState().actions.selectFrame(20);
      const never = page.getByRole("radio", { name: "Never" });
      await expect.element(never).toBeVisible();
      // The page may scroll to what is pressed.
      const places = () => {
        // Phones have no row of settings.
        const shown = boxes(".force, .memory-panel, .settings-row").filter(
          ({ height }) => height > 0,
        );
        const [first, ...others] = shown;
        return [first!.height, ...others.map(({ top, height }) => [top - first!.top, height])];
      };
      const before = places();
      await userEvent.click(never);
      await expect
        .element(page.getByRole("button", { name: "Ask again with this" }).first())
        .toBeVisible();
      expect(places()).toEqual(before);
    },
  );
});

describe("an answer", () => {
  test("says which of the turns before the model saw, and that their text was read again", async () => {
    const { store } = await showForTalk({ engine: { model: { topics: [] } } });
    const { actions } = store.getState();
    await actions.loadModel({ kind: "url", id: "a-folder", url: "" });
    await actions.openFile(TALK_FILE);
    await expect.element(page.getByRole("combobox", { name: "Sees" })).toHaveValue("4");
    await actions.ask(WALL);
    await actions.ask(TALK);
    await expect.element(turn(0)).toHaveTextContent(/Asked on its own\. a-folder, 16 chunks/);
    await expect
      .element(turn(1))
      .toHaveTextContent(/Asked with the turn before, read again\. a-folder, 16 chunks/);
  });

  test("of the chunks that stand out alone says that nothing of the others was shown", async () => {
    const { store } = await showTalk({ engine: { whole: { alone: [WALL] } } });
    await store.getState().actions.ask(WALL);
    await expect.element(turn()).toHaveTextContent(/Used 3 of 16/);
    await expect.element(turn()).toHaveTextContent(/3 of 16 chunks and nothing of the others/);
    expect(turn().element().querySelectorAll(".mini-ribbon .unseen")).toHaveLength(1);
    await expect.element(chunk(1)).toHaveAccessibleName(/not shown to the model, 0 tokens/);
    store.getState().actions.selectFrame(0);
    await expect.element(inspector).toHaveTextContent(/Chunk1 of 16.*Otherwisenot shown/);
    // Nor is anything of the others in the meter.
    await expect.poll(keysOfMeter).toMatch(/^re-loaded [\d.]+\sMB$/);
  });

  test("says what it used and which moments it is based on; both lead there", async () => {
    const { store } = await showTalk();
    await store.getState().actions.ask(WALL);
    await store.getState().actions.ask(TALK);
    await expect.element(turn()).toHaveTextContent(/Used 3 of 16/);
    await expect.element(turn()).toHaveTextContent(/918 tokens/);
    await expect.element(chunk(7)).toHaveAccessibleName(/compact/);
    await userEvent.click(turn().getByRole("button", { name: /Show them on the ribbon/ }));
    await expect.element(chunk(7)).toHaveAccessibleName(/\d, in detail/);
    const moments = turn().getByRole("button", { name: /relevance .* chunk \d+$/ });
    await expect.element(moments.first()).toHaveAccessibleName(/^0:52, .* chunk 7$/);
    await userEvent.click(moments.nth(2));
    await expect.element(inspector).toHaveTextContent(/Chunk13 of 16/);
  });

  test("is based on nothing where no moment stands out, and says what was looked at", async () => {
    const dog = "Is there a dog?";
    const moments = { [WALL]: [52], [dog]: [] };
    const { store } = await showTalk({ engine: { whole: { moments } } });
    const { ask } = store.getState().actions;
    await ask(WALL);
    await expect.element(turn()).toHaveTextContent(/Based on0:51Also looked at\d:\d\d\d:\d\d$/);
    await ask(dog);
    await expect
      .element(turn(1))
      .toHaveTextContent(/No moment stands out\.Looked at\d:\d\d\d:\d\d\d:\d\d$/);
  });

  test("costs what the meters say", async () => {
    const { store } = await showTalk();
    await store.getState().actions.ask(WALL);
    const stages = /score chunks 0\.21.s, re-load and prefill 0\.83.s, steps/;
    await expect.element(page.getByText(stages)).toBeVisible();
    const kv = page.getByRole("meter", { name: "KV on the GPU" });
    await expect.element(kv).toHaveAttribute("aria-valuetext", "10.8\u00a0MB of 27.0\u00a0MB");
    expect(keysOfMeter()).toMatch(/^re-loaded .*MBfirst and last .*MBcompact .*MB$/);
    await expect.element(page.getByText(/^918 of 4\u202f608 tokens$/)).toBeVisible();
  });
});

describe("the two ways", () => {
  test("lead to frames and back to the memory, and comparing says which it needs", async () => {
    const { store, engine } = await showTalk();
    await userEvent.click(page.getByRole("tab", { name: "Compare" }));
    await expect.element(page.getByText(/This video is read whole/)).toBeVisible();
    await userEvent.click(page.getByRole("radio", { name: "32 frames" }));
    await until(store, ({ video }) => framesOf(video) !== null);
    await expect.element(page.getByText("The whole has been read.")).toBeVisible();
    await userEvent.click(page.getByRole("radio", { name: "Whole video" }));
    await expect.element(ribbon).toBeVisible();
    expect(engine.calls.filter((call) => call.startsWith("openWhole"))).toHaveLength(1);
  });

  test("another way of reading waits for a press", async () => {
    const { store, engine } = await showTalk();
    await userEvent.selectOptions(
      page.getByRole("combobox", { name: "Reading rate" }),
      "1/4 frame a second",
    );
    await expect.element(page.getByText("another reading takes 32 frames, 4 chunks")).toBeVisible();
    expect(ribbon.element().querySelectorAll("[role=option]")).toHaveLength(16);
    await userEvent.click(page.getByRole("button", { name: "Keep this one" }));
    expect(store.getState().wholeChoices.framesPerSec).toBe(1);
    await userEvent.selectOptions(page.getByRole("combobox", { name: "Compact" }), "1/32");
    await userEvent.click(page.getByRole("button", { name: "Read again" }));
    await until(store, ({ video }) => wholeOf(video)?.video.settings.shares.compact === 1 / 32);
    await expect.poll(() => engine.openMemories()).toHaveLength(1);
    expect(wholeOf(store.getState().video)?.reading.phase).toBe("done");
  });

  test("give back what was read before while the other reading goes on", async () => {
    const { store, engine } = await showTalk();
    const { actions } = store.getState();
    const id = wholeOf(store.getState().video)?.video.id;
    actions.chooseReading({ framesPerSec: 1 / 2 });
    const another = ({ video }: SessionState) =>
      ![id, undefined].includes(wholeOf(video)?.video.id);
    const unsubscribe = store.subscribe((state) => {
      if (!another(state) || (wholeOf(state.video)?.chunks.length ?? 0) < 2) return;
      unsubscribe();
      engine.hold();
    });
    await userEvent.click(page.getByRole("button", { name: "Read again" }));
    await until(store, another);
    await expect.element(page.getByText("What was read before is still here")).toBeVisible();
    await userEvent.click(page.getByRole("button", { name: "Back to it" }));
    engine.release();
    await until(store, ({ video }) => wholeOf(video)?.video.id === id);
    await expect
      .element(page.getByText("What was read before is still here"))
      .not.toBeInTheDocument();
    await expect.poll(() => engine.openMemories()).toEqual([id]);
  });
});

test("on a phone nothing is wider than the screen, and the settings are in the menu", async () => {
  const { store } = await showTalk({ size: PHONE, chunks: 75 });
  await store.getState().actions.ask(WALL);
  await expect.element(chunk(75)).toBeInTheDocument();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(PHONE[0]);
  await userEvent.click(page.getByRole("button", { name: "Menu" }));
  await expect.element(page.getByRole("combobox", { name: "Re-load" })).toBeVisible();
});
