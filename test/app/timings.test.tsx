import { describe, expect, test, vi } from "vitest";
import { page, userEvent } from "vitest/browser";
import { PHONE, showClip } from "../support/page.tsx";

const lane = (name: string) => page.getByRole("button", { name: new RegExp(`^${name}, `) });
const chartText = () => document.querySelector(".plot svg")?.textContent;
const slices = (cause: string) =>
  document.querySelectorAll(`.plot .slice[data-cause="${cause}"]`).length;
const toggle = (name: "Close" | "Open") => page.getByRole("button", { name: `${name} timings` });

describe("the waterfall", () => {
  test("shows the stages of the video before anything is asked", async () => {
    await showClip();
    await expect.element(lane("decode")).toHaveTextContent("decode");
    await expect.element(lane("encode")).toBeVisible();
    await expect.poll(() => slices("before")).toBeGreaterThan(8);
    expect(slices("question")).toBe(0);
    expect(chartText()).not.toContain("first token");
    await expect.element(page.getByText("8 frames", { exact: true }).first()).toBeVisible();
  });

  test("adds the stages of the question, when it was asked, and when its first token came", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("What comes in?");
    await expect.element(lane("prefill")).toBeVisible();
    await expect.element(lane("step")).toBeVisible();
    await expect.poll(() => slices("question")).toBeGreaterThan(20);
    expect(chartText()).toContain("asked");
    expect(chartText()).toContain("first token");
    const drawer = page.getByRole("region", { name: "Timings" });
    await expect.element(drawer).toHaveTextContent(/0\.02 s to first token at 25 %/);
    await expect.element(drawer).toHaveTextContent(/112 positions/);
    await expect.element(drawer).toHaveTextContent(/each, 24 steps9\.6 ms/);
  });

  test("tells what is under the pointer or the focus in one line", async () => {
    await showClip();
    const detail = page.getByRole("status").filter({ hasText: /decode|encode|step|Video work/ });
    await expect.element(detail).toHaveTextContent(/^Video work/);
    lane("decode").element().focus();
    await expect.element(detail).toHaveTextContent(/^decode, frames out of the file: 32 ms/);
    await userEvent.keyboard("{ArrowRight}{ArrowRight}");
    await expect.element(detail).toHaveTextContent(/^decode 2 of 8: 4.0 ms, 1 frame$/);
    // The pointer comes and goes, and what has the focus is told again.
    await userEvent.hover(document.querySelector('.plot .slice[data-lane="2"]')!);
    await expect.element(detail).toHaveTextContent(/^encode 1 of/);
    await userEvent.hover(document.querySelector(".plot")!.previousElementSibling!);
    await expect.element(detail).toHaveTextContent(/^decode 2 of 8/);
    await userEvent.keyboard("{ArrowDown}{ArrowDown}");
    await expect.element(lane("encode")).toHaveFocus();
    await expect.element(detail).toHaveTextContent(/^encode, /);
    await userEvent.keyboard("{End}");
    await expect.element(lane("step")).toHaveFocus();
    await expect.element(detail).toHaveTextContent(/^step, .*: did not run$/);
  });

  test("a comparison shows the stages of its last column", async () => {
    const { store } = await showClip();
    await store.getState().actions.runCompare("What comes in?");
    await expect
      .element(page.getByRole("region", { name: "Timings" }))
      .toHaveTextContent(/to first token at 10 %/);
  });
});

describe("the drawer", () => {
  test("closes and opens, and remembers it", async () => {
    const { storage } = await showClip();
    await userEvent.click(toggle("Close"));
    await expect.element(lane("decode")).not.toBeInTheDocument();
    await expect.element(toggle("Open")).toHaveAttribute("aria-expanded", "false");
    expect(storage.get("framewise.preferences")).toContain('"timingsOpen":false');
  });

  test("stays as it was left on the next visit", async () => {
    const storage = new Map([
      ["framewise.preferences", '{"timingsOpen":false,"isInspecting":true}'],
    ]);
    await showClip({ storage });
    await expect.element(toggle("Open")).toBeVisible();
    await userEvent.click(toggle("Open"));
    await expect.element(lane("decode")).toBeVisible();
  });

  test("starts closed in a low window", async () => {
    await showClip({ size: [1280, 720] });
    await expect.element(toggle("Open")).toBeVisible();
  });

  test("copies the timings as JSON", async () => {
    const { store } = await showClip();
    await store.getState().actions.ask("What comes in?");
    const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
    await userEvent.click(page.getByRole("button", { name: "Copy as JSON" }));
    await expect.element(page.getByRole("button", { name: "Copied" })).toBeVisible();
    const text = write.mock.calls[0]![0];
    vi.restoreAllMocks();
    expect(JSON.parse(text)).toMatchObject({
      kind: "framewise-timings",
      video: { name: "clip.mp4", frames: 8 },
      adapter: { description: "Apple M2 Pro" },
      answer: { steps: 24 },
    });
  });
});

test("on a phone the timings are a tab, and nothing is wider than the screen", async () => {
  const { store } = await showClip({ size: PHONE });
  await store.getState().actions.ask("What comes in?");
  await userEvent.click(page.getByRole("tab", { name: "Timings" }));
  await expect.element(lane("prefill")).toBeVisible();
  expect(document.documentElement.scrollWidth).toBe(PHONE[0]);
  await userEvent.click(page.getByRole("tab", { name: "Compare" }));
  await store.getState().actions.runCompare("What comes in?");
  await expect.element(page.getByRole("table")).toBeVisible();
  expect(document.documentElement.scrollWidth).toBe(PHONE[0]);
  const scroller = document.querySelector(".cmp-scroll")!;
  expect(scroller.scrollWidth).toBeGreaterThan(scroller.clientWidth);
});
