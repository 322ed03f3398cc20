// What was encoded of the frames, and what was copied: over the frame, in the timings, in receipts, and as the reader wants it.

import { expect, test } from "vitest";
import { page, userEvent } from "vitest/browser";
import { createFakeAddress } from "../support/fake-address.ts";
import { showClip } from "../support/page.tsx";

const STILL = { engine: { isStill: true } };
const copies = page.getByRole("checkbox", { name: "Copy what stays the same" });
const overlay = page.getByRole("radio", { name: "Encoded" });
const inspector = page.getByRole("complementary", { name: "Frame" });

/** How bright the overlay is in the middle of a column of patches, 0 where nothing lies over it. */
function shadeOf(column: number): number {
  const canvas = document.querySelector<HTMLCanvasElement>("canvas.overlay")!;
  const [x, y] = [((column + 0.5) * canvas.width) / 11, canvas.height / 22];
  const { data } = canvas.getContext("2d")!.getImageData(x - 3, y - 3, 6, 6);
  return data.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + alpha, 0);
}

test("the overlay shows which patches of a frame were encoded, and the legend counts them", async () => {
  const { store } = await showClip(STILL);
  await userEvent.click(overlay);
  await expect.element(inspector).toHaveTextContent(/121 encoded.*0 copied/);
  store.getState().actions.selectFrame(2);
  await expect.element(inspector).toHaveTextContent(/44 encoded.*77 copied/);
  await expect.element(inspector).toHaveTextContent(/44\s% of the patches went through/);
  // In the third frame the columns 2 to 5 were encoded.
  await expect.poll(() => shadeOf(8)).toBeGreaterThan(0);
  expect(shadeOf(4)).toBe(0);
});

test("timings and receipts say how much was copied", async () => {
  const { store } = await showClip(STILL);
  const timings = page.getByRole("region", { name: "Timings" });
  await expect.element(timings).toHaveTextContent(/Video work.*56\s% of the picture copied/);
  await store.getState().actions.ask("What is it?");
  await expect.element(page.getByRole("article")).toHaveTextContent(/56\s% of the picture copied/);
});

test("the reader can have all encoded, which looks at the video again, and the link says so", async () => {
  const address = createFakeAddress();
  const { store, engine } = await showClip({ ...STILL, address });
  await expect.element(copies).toBeChecked();
  const opened = engine.calls.filter((call) => call.startsWith("openFrames")).length;
  await userEvent.click(copies);
  await expect.element(copies).not.toBeChecked();
  await expect.element(overlay).not.toBeInTheDocument();
  await expect
    .poll(() => engine.calls.filter((call) => call.startsWith("openFrames")).length)
    .toBe(opened + 1);
  await expect.poll(() => store.getState().video.phase).toBe("open");
  await store.getState().actions.ask("What is it?");
  await expect.element(page.getByRole("article")).not.toHaveTextContent(/copied/);
  await expect.poll(() => address.read().hash).toContain("encode=all");
});

test("a model whose encoder cannot be cut encodes all, and says why", async () => {
  const uncut = "The vision encoder cannot be cut: its attention is not one operator.";
  await showClip({ engine: { left: uncut, model: { uncut } } });
  await expect.element(copies).toBeDisabled();
  await expect.element(copies).not.toBeChecked();
  await expect.element(inspector).toHaveTextContent(uncut);
  await expect.element(overlay).not.toBeInTheDocument();
});
