// The disk, the settings, and models from a folder, in a real browser on a fake engine and a fake weights store.

import { describe, expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createSessionStore } from "../../src/store/store.ts";
import { createFakeEngine } from "../support/fake-engine.ts";
import { createFakeWeights, fakeStored } from "../support/fake-weights.ts";
import { showPage, type ShownPage } from "../support/page.tsx";
import { createTestEnv, until } from "../support/test-env.ts";

const SMOL = "HuggingFaceTB/SmolVLM2-500M-Video-Instruct";
const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";

const dialog = page.getByRole("dialog", { name: "Models" });
const button = (name: string | RegExp) => dialog.getByRole("button", { name });

async function openTab(
  tab: string,
  options: Parameters<typeof showPage>[0] = {},
): Promise<ShownPage> {
  const shown = await showPage(options);
  await shown.store.getState().actions.ensureModel();
  await userEvent.click(page.getByRole("button", { name: /Embedded model/ }));
  await userEvent.click(dialog.getByRole("tab", { name: tab }));
  return shown;
}

describe("the disk", () => {
  const stored = [fakeStored(SMOL, "q4f16"), fakeStored(LLAVA, "q4", { isKept: false })];

  test("lists what is stored, its size and commit, the room, and whether it may be cleared", async () => {
    await openTab("On this disk", {
      weights: { stored, space: { quotaBytes: 10 * 2 ** 30 } },
    });
    const list = dialog.getByRole("list", { name: "Stored models" });
    await expect.element(list).toHaveTextContent(/SmolVLM2 500M341\.0\sMB, since .*commit 0123456/);
    await expect
      .element(list)
      .toHaveTextContent(/In memory only: it is lost when this page is closed/);
    await expect.element(dialog).toHaveTextContent(/1\.4\sGB of 10\.0\sGB/);
    await expect.element(dialog.getByRole("meter")).toHaveAttribute("aria-valuenow", "14");
    await userEvent.click(button("Ask it to keep it"));
    await expect.element(dialog).toHaveTextContent("The browser promised to keep it");
  });

  test("checks a model byte by byte and says that it is whole", async () => {
    const { weights } = await openTab("On this disk", { weights: { stored, paceMs: 20 } });
    await expect.element(button("Check SmolVLM2 500M")).toBeVisible();
    weights.hold();
    await userEvent.click(button("Check SmolVLM2 500M"));
    await expect
      .element(dialog.getByRole("progressbar", { name: "Check of SmolVLM2 500M" }))
      .toHaveAttribute("aria-valuenow", "10");
    weights.release();
    await expect.element(dialog.getByText("All 4 files are intact.")).toBeVisible();
  });

  test("stops a check when told to", async () => {
    const { weights } = await openTab("On this disk", { weights: { stored, paceMs: 20 } });
    await expect.element(button("Check SmolVLM2 500M")).toBeVisible();
    weights.hold();
    await userEvent.click(button("Check SmolVLM2 500M"));
    await userEvent.click(button("Stop"));
    await expect.element(dialog.getByRole("progressbar")).not.toBeInTheDocument();
    await expect.element(button("Check SmolVLM2 500M")).toBeEnabled();
  });

  test("names damaged files and fetches their parts again", async () => {
    const { weights, store } = await openTab("On this disk", { weights: { stored } });
    weights.rotten = ["onnx/vision_encoder_q4f16.onnx"];
    await userEvent.click(button("Check SmolVLM2 500M"));
    await expect
      .element(dialog.getByRole("alert"))
      .toHaveTextContent("One file is damaged: onnx/vision_encoder_q4f16.onnx.");
    await userEvent.click(button("Fetch the damaged parts"));
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === SMOL);
    expect((await weights.list()).every(({ isComplete }) => isComplete)).toBe(true);
  });

  test("deletes a model after asking, and not when the answer is to keep it, or to undo it", async () => {
    const { weights, store } = await openTab("On this disk", { weights: { stored } });
    await userEvent.click(button("Delete SmolVLM2 500M"));
    await expect.element(dialog).toHaveTextContent(/Delete 341\.0\sMB\?/);
    await expect.element(button("Keep SmolVLM2 500M")).toHaveFocus();
    await userEvent.click(button("Keep SmolVLM2 500M"));
    expect(await weights.list()).toHaveLength(2);
    await expect.element(button("Delete SmolVLM2 500M")).toHaveFocus();
    await userEvent.click(button("Delete SmolVLM2 500M"));
    await userEvent.click(button("Delete SmolVLM2 500M from this disk"));
    await expect.element(button("Delete SmolVLM2 500M")).not.toBeInTheDocument();
    await expect.element(button("Delete LLaVA-OneVision 0.5B")).toHaveFocus();
    await expect
      .element(dialog.getByRole("region", { name: "Space" }))
      .toHaveTextContent(/341\sMB of it leave in a moment/);
    // Its files are still there.
    expect(await weights.list()).toHaveLength(2);
    await userEvent.click(button("Undo"));
    await expect.element(button("Delete SmolVLM2 500M")).toBeVisible();
    expect(store.getState().notices).toEqual([]);
  });

  test("keeps a model when Escape answers the question, and the dialog stays", async () => {
    const { weights } = await openTab("On this disk", { weights: { stored } });
    await userEvent.click(button("Delete SmolVLM2 500M"));
    await expect.element(button("Keep SmolVLM2 500M")).toHaveFocus();
    await userEvent.keyboard("{Escape}");
    await expect.element(button("Delete SmolVLM2 500M")).toHaveFocus();
    expect(await weights.list()).toHaveLength(2);
    await userEvent.keyboard("{Escape}");
    await expect.element(dialog).not.toBeInTheDocument();
  });

  test("says why it cannot be read, and looks again", async () => {
    const { weights } = await showPage({ weights: { stored } });
    weights.failures = {
      list: {
        code: "storage-refused",
        message: "The browser lets this page store nothing.",
        hint: "",
      },
    };
    await userEvent.click(page.getByRole("button", { name: /Embedded model/ }));
    await userEvent.click(dialog.getByRole("tab", { name: "On this disk" }));
    await expect.element(dialog).toHaveTextContent("The browser lets this page store nothing.");
    await userEvent.click(button("Look again"));
    await expect.element(dialog).toHaveTextContent("SmolVLM2 500M");
  });
});

describe("the settings", () => {
  test("keep the hub's address for the next visit, and the token for this one only", async () => {
    const { storage, store } = await openTab("Settings");
    await userEvent.fill(dialog.getByLabelText("Address of the hub"), "https://hub.test/mirror/");
    const token = dialog.getByLabelText(/Access token/);
    await expect.element(token).toHaveAttribute("type", "password");
    await userEvent.fill(token, "hf_secret");
    await expect.element(dialog).toHaveTextContent(/kept in memory only.*sent to hub\.test/);
    await userEvent.keyboard("{Enter}");
    await expect.element(dialog.getByRole("status")).toHaveTextContent("Saved.");
    expect(store.getState().models.hub).toEqual({
      baseUrl: "https://hub.test/mirror",
      token: "hf_secret",
    });
    expect([...storage.values()].join()).not.toContain("hf_secret");

    const next = createSessionStore(
      createFakeEngine(),
      createTestEnv({
        storage: { getItem: (key) => storage.get(key) ?? null, setItem: () => {} },
        weights: createFakeWeights(),
      }),
    );
    expect(next.getState().models.hub).toEqual({ baseUrl: "https://hub.test/mirror", token: null });
  });

  test("refuse text that is not an address, and say why", async () => {
    const { store } = await openTab("Settings");
    await userEvent.fill(dialog.getByLabelText("Address of the hub"), "the usual one");
    await userEvent.click(button("Save"));
    await expect.element(dialog.getByRole("alert")).toHaveTextContent(/not the address of a hub/);
    expect(store.getState().models.hub.baseUrl).toBe("https://huggingface.co");
  });

  test("hold how long a model may idle", async () => {
    const { storage, store } = await openTab("Settings");
    const choice = dialog.getByLabelText("Free the GPU of a downloaded model");
    await expect.element(choice).toHaveValue("15");
    await userEvent.selectOptions(choice, "never");
    expect(store.getState().models.idleMinutes).toBe(0);
    expect(storage.get("framewise.models")).toContain('"idleMinutes":0');
  });
});

describe("a folder", () => {
  const file = (path: string): File => {
    const made = new File([path], path.split("/").at(-1) ?? path);
    Object.defineProperty(made, "webkitRelativePath", { value: path });
    return made;
  };

  test("that is chosen is loaded under its own name, which the picker shows in use", async () => {
    const { store, engine } = await openTab("Choose");
    const input = dialog.getByLabelText("Model folder").last().element() as HTMLInputElement;
    Object.defineProperty(input, "files", {
      value: [file("my-export/config.json"), file("my-export/onnx/embed_tokens_q4.onnx")],
    });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === "my-export");
    expect(engine.calls.at(-1)).toBe("loadModel my-export");
    await expect.element(dialog.getByRole("region", { name: "my-export" })).toBeVisible();
  });

  test("that is dropped on the page is read to its depth and loaded", async () => {
    const { store, engine } = await showPage();
    const sources: string[][] = [];
    const load = engine.loadModel.bind(engine);
    engine.loadModel = (source, options) => {
      if (source.kind === "files") sources.push([...source.files.keys()].sort());
      return load(source, options);
    };
    const fileEntry = (name: string) => ({
      name,
      isDirectory: false,
      file: (take: (file: File) => void) => take(new File(["x"], name)),
    });
    const folderEntry = (name: string, children: readonly object[]) => ({
      name,
      isDirectory: true,
      createReader: () => {
        // As Chrome does: not all at once, and none at the end.
        const batches = [children.slice(0, 1), children.slice(1), []];
        return { readEntries: (take: (some: object[]) => void) => take(batches.shift() ?? []) };
      },
    });
    const folder = folderEntry("dropped-model", [
      fileEntry("config.json"),
      folderEntry("onnx", [fileEntry("embed_tokens.onnx"), fileEntry("vision_encoder.onnx")]),
    ]);
    const event = new DragEvent("drop", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "dataTransfer", {
      value: { types: ["Files"], items: [{ webkitGetAsEntry: () => folder }], files: [] },
    });
    await expect.element(page.getByRole("heading", { name: "Drop a video here" })).toBeVisible();
    document.body.dispatchEvent(event);
    await until(store, ({ model }) => model.phase === "ready" && model.info.id === "dropped-model");
    expect(sources).toEqual([
      ["config.json", "onnx/embed_tokens.onnx", "onnx/vision_encoder.onnx"],
    ]);
    expect(event.defaultPrevented).toBe(true);
  });
});
