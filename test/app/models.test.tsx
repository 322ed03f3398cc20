// The dialog of models in a real browser, on a fake engine and a fake weights store.

import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { PHONE, showClip, showPage, type ShownPage } from "../support/page.tsx";
import { fakeStored } from "../support/fake-weights.ts";
import { until } from "../support/test-env.ts";

const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const WEAK = {
  description: "Intel UHD Graphics 620",
  hasShaderF16: false,
  limits: { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 28 },
};

const dialog = page.getByRole("dialog", { name: "Models" });
const button = (name: string | RegExp) => dialog.getByRole("button", { name });
/** By its place: an open dialog hides it from roles. */
const chip = () => page.elementLocator(document.querySelector(".model-chip")!);

async function openPicker(options: Parameters<typeof showPage>[0] = {}): Promise<ShownPage> {
  const shown = await showPage(options);
  await shown.store.getState().actions.ensureModel();
  await userEvent.click(chip());
  await expect.element(dialog).toBeVisible();
  return shown;
}

const hasArrived = (shown: ShownPage, id: string, share: number) =>
  until(shown.store, ({ models }) => {
    const download = models.downloads[id];
    const progress = download?.phase === "running" ? download.progress : null;
    return progress !== null && progress.totalBytes > 0
      ? progress.doneBytes >= Math.floor(progress.totalBytes * share)
      : false;
  });

describe("the list", () => {
  test("opens from the chip by key, keeps the focus inside, and gives it back", async () => {
    const { store } = await showPage();
    await store.getState().actions.ensureModel();
    (chip().element() as HTMLElement).focus();
    await userEvent.keyboard("{Enter}");
    await expect.element(dialog).toBeVisible();
    for (let press = 0; press < 30; press++) {
      await userEvent.keyboard("{Tab}");
      expect(dialog.element().contains(document.activeElement)).toBe(true);
    }
    await userEvent.keyboard("{Escape}");
    await expect.element(dialog).not.toBeInTheDocument();
    await expect.element(chip()).toHaveFocus();
  });

  test("says of the model in use what was changed in its graphs, and what was left and why", async () => {
    await openPicker();
    await userEvent.click(button("Embedded model").first());
    const changes = dialog.getByText("Changed in its graphs when it was loaded");
    await userEvent.click(changes);
    await expect
      .element(dialog)
      .toHaveTextContent(/Language model 4 layers rotate by given positions/);
    await expect
      .element(dialog)
      .toHaveTextContent(/Vision encoder attention left as exported \(there is no softmax\)/);
  });

  test("says of each model what it weighs, may be used for, costs a frame, and how it was tested", async () => {
    await openPicker();
    await expect.element(dialog).toHaveTextContent(/Apple M2 Pro, computes in 16 bits/);
    const names = ["SmolVLM2 256M", "SmolVLM2 500M", "LLaVA-OneVision 0.5B", "Qwen2-VL 2B"];
    for (const name of names) await expect.element(button(name).first()).toBeVisible();
    await expect
      .element(dialog)
      .toHaveTextContent(/about 1\.3\sGB.*Apache-2\.0.*196 tokens a frame/);
    await userEvent.click(button("LLaVA-OneVision 0.5B").first());
    for (const words of [
      "commercial work included",
      "a GPU that computes in 16 bits",
      /about 2\.0\sGB on the GPU and 1\.0\sGB of main memory, with 32 frames.*96(\.0)?\sMB of KV cache/,
      "pooled to 14 × 14",
      "Never run by us with its real weights",
      "at commit 74dd0bf867a4",
    ]) {
      await expect.element(dialog).toHaveTextContent(words);
    }
  });

  test("says what a frame costs beside its picture", async () => {
    await openPicker();
    await expect.element(dialog).toHaveTextContent(/SmolVLM2 256M.*76 tokens a frame/);
    await userEvent.click(button("SmolVLM2 256M").first());
    await expect
      .element(dialog)
      .toHaveTextContent("64 a frame, and about 12 of text that say when it is");
  });

  test("follows the number of frames with its memory", async () => {
    const { store } = await openPicker();
    await userEvent.click(button("LLaVA-OneVision 0.5B").first());
    await expect.element(dialog).toHaveTextContent(/with 32 frames/);
    await store.getState().actions.setFrames(64);
    await expect.element(dialog).toHaveTextContent(/about 2\.1\sGB on the GPU.*with 64 frames/);
  });

  test("counts a loaded model as its graphs came out", async () => {
    const forms = {
      hasFusedVision: true,
      hasFusedDecoder: true,
      hasAllLogits: true,
      cacheBytes: 4,
    } as const;
    const { store } = await openPicker({
      engine: { model: { forms } },
      weights: { stored: [fakeStored(LLAVA, "q4f16")] },
    });
    await store.getState().actions.takeModel(LLAVA, "q4f16");
    await userEvent.click(button("LLaVA-OneVision 0.5B").first());
    // Of 1 024 rows; and attention, which is not fused as a rule, was.
    const memory =
      /on the GPU 752\sMB of weights, [^,]*, 340\sMB of what the vision encoder holds, \d+\sMB of activations, 594\sMB of logits/;
    await expect.element(dialog).toHaveTextContent(memory);
  });

  test("greys out what this machine cannot run, and says why", async () => {
    await openPicker({ engine: { adapter: WEAK } });
    await expect.element(dialog).toHaveTextContent(/computes in 32 bits only/);
    // Its 4-bit version does run, and is what is proposed.
    await expect.element(button(/Download 463\sMB for SmolVLM2 500M/)).toBeEnabled();
    await expect.element(button(/Download .* LLaVA-OneVision/)).not.toBeInTheDocument();
    await expect
      .element(dialog)
      .toHaveTextContent(/at most 256\sMB in one piece; the largest here has 520\sMB/);
    await userEvent.click(button("SmolVLM2 500M").first());
    await expect
      .element(
        dialog.getByRole("radio", { name: /16-bit fp16 This GPU cannot compute in 16 bits/ }),
      )
      .toBeDisabled();
    await expect.element(dialog.getByRole("radio", { name: /q4 proposed/ })).toBeChecked();
  });

  test("says that the disk is too small for a model", async () => {
    await openPicker({ weights: { space: { quotaBytes: 2e8 } } });
    await expect
      .element(dialog)
      .toHaveTextContent(/lets this page keep 19\d\sMB more on this disk; \d{3}\sMB are wanted/);
  });

  test("downloads the version that is chosen", async () => {
    const { weights, store } = await openPicker();
    await userEvent.click(button("SmolVLM2 500M").first());
    await userEvent.click(dialog.getByRole("radio", { name: /4-bit, computes in 32 bits q4/ }));
    await userEvent.click(button(/Download 463\sMB for SmolVLM2 500M/));
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === SMOL);
    const [model] = await weights.list();
    expect(model?.files.map(({ path }) => path)).toContain("onnx/vision_encoder_q4.onnx");
  });

  test("every control has a name, on a phone too, and nothing runs over the side", async () => {
    await openPicker({ size: PHONE });
    await userEvent.click(button("LLaVA-OneVision 0.5B").first());
    for (const control of dialog.element().querySelectorAll("button, input, select")) {
      const label = control.closest("label")?.textContent ?? "";
      const name = control.getAttribute("aria-label") ?? `${control.textContent ?? ""}${label}`;
      expect(name.trim() || control.outerHTML).toBe(name.trim());
    }
    const panel = dialog.element().querySelector(".models-panel")!;
    expect(panel.scrollWidth).toBeLessThanOrEqual(panel.clientWidth);
    expect(dialog.element().getBoundingClientRect().width).toBeLessThanOrEqual(PHONE[0]);
  });
});

describe("a download", () => {
  test("shows its figures, pauses, goes on while the dialog is closed, and ends in use", async () => {
    const shown = await openPicker({ weights: { paceMs: 20 } });
    const { store, weights } = shown;
    shown.weights.holdAt(0.35);
    await userEvent.click(button(/Download 1\.3\sGB for LLaVA-OneVision/));
    await hasArrived(shown, LLAVA, 0.35);
    const bar = dialog.getByRole("progressbar", { name: "Download of LLaVA-OneVision 0.5B" });
    await expect
      .element(bar)
      .toHaveAttribute("aria-valuetext", expect.stringMatching(/^[34]\d percent$/));
    await expect.element(dialog).toHaveTextContent(/MB of 1\.26\sGB11\.2\sMB\/s.*left/);
    await expect.element(button(/Download .* Qwen2-VL/)).toBeDisabled();

    await userEvent.click(button(/^Pause/));
    await expect.element(dialog).toHaveTextContent("Paused.");
    await expect.element(button(/Download .* Qwen2-VL/)).toBeEnabled();
    const before = (await weights.list())[0]!.doneBytes;
    expect(before).toBeGreaterThan(0);

    await userEvent.click(button(/^Resume/));
    await userEvent.keyboard("{Escape}");
    await expect.element(chip()).toHaveTextContent(/\d+\s%\sof LLaVA-OneVision 0\.5B/);
    weights.release();
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === LLAVA);
    await expect.element(chip()).toHaveTextContent(/LLaVA-OneVision 0\.5B\s*ready/);
    await userEvent.click(chip());
    await expect.element(dialog).toHaveTextContent(/LLaVA-OneVision 0\.5B\s*in use/);
  });

  test("can be cancelled; then nothing of it is left", async () => {
    const shown = await openPicker({ weights: { paceMs: 20 } });
    shown.weights.holdAt(0.2);
    await userEvent.click(button(/Download 1\.3\sGB for LLaVA-OneVision/));
    await hasArrived(shown, LLAVA, 0.2);
    await userEvent.click(button(/^Cancel/));
    await expect.element(button(/Download 1\.3\sGB for LLaVA-OneVision/)).toBeEnabled();
    expect(await shown.weights.list()).toEqual([]);
    await expect.element(chip()).toHaveTextContent(/Embedded model\s*ready/);
  });

  test("that broke says what failed and what to do, and is tried again from where it was", async () => {
    const { weights, store } = await openPicker();
    weights.failures = {
      download: {
        code: "weights-unreachable",
        message: "The connection to huggingface.co was cut.",
        hint: "Check the connection, then try again.",
      },
    };
    await userEvent.click(button(/Download 1\.3\sGB for LLaVA-OneVision/));
    await expect.element(dialog.getByRole("alert")).toHaveTextContent(/was cut\..*try again\./);
    await expect.element(dialog).toHaveTextContent(/Stopped\.5\d\s%/);
    await expect.element(chip()).toHaveTextContent(/Embedded model/);
    await userEvent.click(button(/^Try again/));
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === LLAVA);
  });

  test.each([
    [{ phase: "waiting-for-tab" }, "Another tab is fetching this model"],
    [{ phase: "checking" }, "Checking what is on this disk"],
    [{ phase: "retrying", attempt: 3 }, "Trying again, attempt 3"],
  ] as const)("says what it does: %o", async (saying, words) => {
    const shown = await openPicker({ weights: { paceMs: 20 } });
    shown.weights.saying = saying;
    shown.weights.holdAt(0.2);
    await userEvent.click(button(/Download 1\.3\sGB for LLaVA-OneVision/));
    await hasArrived(shown, LLAVA, 0.2);
    await expect.element(dialog.getByRole("status")).toHaveTextContent(words);
    await userEvent.click(button(/^Cancel/));
  });

  test("of an earlier visit is offered to go on with", async () => {
    const begun = fakeStored(SMOL, "q4f16", { isComplete: false, doneBytes: 1e8 });
    const { store } = await openPicker({ weights: { stored: [begun] } });
    await expect.element(dialog).toHaveTextContent(/Paused\..*95\.4\sMB of 341\.0\sMB/);
    await userEvent.click(button(/^Resume/));
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === SMOL);
  });
});

describe("changing models", () => {
  test("a stored model is used at once, and the open video is read again with its grid", async () => {
    const { store, engine, weights } = await showClip({
      weights: { stored: [fakeStored(SMOL, "q4f16")] },
    });
    await userEvent.click(chip());
    await userEvent.click(button("Use SmolVLM2 500M"));
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === SMOL);
    const openings = () => engine.calls.filter((call) => call.startsWith("openFrames"));
    await expect.poll(() => openings().length).toBe(2);
    await until(store, ({ plan }) => plan.phase === "ready");
    expect(weights.calls).toEqual([`open ${SMOL}`]);
    await userEvent.keyboard("{Escape}");
    await expect.element(page.getByText("clip.mp4", { exact: true }).first()).toBeVisible();
  });

  test("a model that cannot be loaded is told about, and the one in use stays", async () => {
    const { engine } = await openPicker({ weights: { stored: [fakeStored(SMOL, "q4f16")] } });
    engine.failures = {
      loadModel: {
        code: "model-config",
        message: "config.json is of no family that this version runs.",
        hint: "Choose another model.",
      },
    };
    await userEvent.click(button("Use SmolVLM2 500M"));
    await expect.element(dialog.getByText(/of no family that this version runs/)).toBeVisible();
    await expect.element(chip()).toHaveTextContent(/Embedded model/);
  });

  test("a fall back to another precision is news under the bar", async () => {
    const { engine } = await showPage();
    engine.emit({
      kind: "model-fallback",
      from: "q4f16",
      to: "q4",
      reason: "Its first token is not a number.",
    });
    await expect
      .element(page.getByRole("alert"))
      .toHaveTextContent(/\(q4f16\) does not work on this GPU; q4 takes its place.*not a number/);
  });
});
