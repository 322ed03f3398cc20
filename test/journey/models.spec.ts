// Real models, as far as they can be had without their weights: replicas from a stand-in hub. Fetched with a cut and a
// pause, kept over a reload, used without a network, changed, deleted.

import { expect, test, type Locator, type Page } from "@playwright/test";
import { ask } from "./ask.ts";
import { startHub, type Hub } from "../../tools/hub/server.ts";
import { replicaFiles } from "../../tools/replica/files.ts";
import type { ReplicaOptions } from "../../tools/replica/options.ts";
import { watchFailures } from "./failures.ts";
import { shoot } from "./shots.ts";

const LLAVA = "llava-hf/llava-onevision-qwen2-0.5b-ov-hf";
const SMOL = "HuggingFaceTB/SmolVLM2-256M-Video-Instruct";

let hub: Hub;

test.beforeAll(async () => {
  const replica = (family: ReplicaOptions["family"], dtype: ReplicaOptions["dtype"] = "q4") =>
    replicaFiles({ family, scale: "mini", dtype, seed: 1 });
  // The mix that the list proposes first: the embedding in 16 bits, the rest in 4.
  const smol = new Map([...replica("smolvlm2"), ...replica("smolvlm2", "fp16")]);
  hub = await startHub({
    repos: new Map([
      [LLAVA, replica("llava-onevision")],
      [SMOL, smol],
    ]),
  });
});
test.afterAll(() => hub.close());

const picker = (page: Page): Locator => page.getByRole("dialog", { name: "Models" });

async function openPicker(page: Page): Promise<Locator> {
  await page.locator(".model-chip").click();
  await expect(picker(page)).toBeVisible();
  return picker(page);
}

const inUse = (page: Page, title: string): Promise<void> =>
  expect(
    picker(page).locator(".model", { hasText: title }).getByText("in use", { exact: true }),
  ).toBeVisible();

const closePicker = (page: Page): Promise<void> =>
  picker(page).getByRole("button", { name: "Close" }).click();

test("a model is fetched with a cut and a pause, kept, used without a network, changed and deleted", async ({
  page,
  context,
}) => {
  const failures = watchFailures(page, [new URL(hub.url).host, new URL(hub.cdnUrl).host]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("./");

  const models = await openPicker(page);
  await models.getByRole("tab", { name: "Settings" }).click();
  await models.getByRole("textbox", { name: "Address of the hub" }).fill(hub.url);
  await models.getByRole("button", { name: "Save" }).click();
  await expect(models.getByText(/^Saved/)).toBeVisible();
  await models.getByRole("tab", { name: "Choose" }).click();
  await shoot(page, "models-light");

  // One cut is mended without a word; a slow file leaves time to pause.
  hub.setFaults([
    {
      kind: "cut",
      repo: LLAVA,
      path: "onnx/decoder_model_merged_q4.onnx",
      afterBytes: 20_000,
      times: 1,
    },
    { kind: "slow", repo: LLAVA, path: "onnx/vision_encoder_q4.onnx", bytesPerSec: 4_000 },
  ]);
  await models.getByRole("button", { name: /^Download .* for LLaVA-OneVision 0\.5B$/ }).click();
  const bar = models.getByRole("progressbar", { name: "Download of LLaVA-OneVision 0.5B" });
  await expect
    .poll(async () => Number((await bar.getAttribute("aria-valuenow")) ?? 0))
    .toBeGreaterThan(20);
  await shoot(page, "download-light");
  await models.getByRole("button", { name: /^Pause/ }).click();
  await expect(models.getByText("Paused.")).toBeVisible();
  const paused = Number(await bar.getAttribute("aria-valuenow"));
  expect(paused).toBeGreaterThan(0);

  // Another day: what had arrived is still there.
  await page.reload();
  hub.setFaults([]);
  hub.log.length = 0;
  await openPicker(page);
  await models.getByRole("button", { name: /^Resume .* LLaVA-OneVision/ }).click();
  await inUse(page, "LLaVA-OneVision 0.5B");
  const sent = hub.log.reduce((sum, { sentBytes }) => sum + sentBytes, 0);
  const whole = [
    ...replicaFiles({ family: "llava-onevision", scale: "mini", dtype: "q4", seed: 1 }),
  ];
  expect(sent).toBeLessThan(whole.reduce((sum, [, bytes]) => sum + bytes.length, 0));
  await closePicker(page);

  // Without a network, from the disk.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await page.evaluate(() => fetch("samples/one-glimpse.mp4").then((response) => response.blob()));
  await context.setOffline(true);
  await page.reload();
  await page.getByRole("button", { name: /^One glimpse/ }).click();
  const retention = page.getByRole("slider", { name: "Retention" });
  await expect(retention).toHaveAttribute("aria-valuetext", /of 128 tokens/);
  await ask(page, "What appears briefly?", { isCut: true });
  await context.setOffline(false);

  await openPicker(page);
  // Its graphs compute in 16 bits, which this GPU does not.
  await expect(models.locator(".model", { hasText: "Qwen2-VL 2B" }).locator(".refusal")).toHaveText(
    /16/,
  );
  await models.getByRole("button", { name: /^Download .* for SmolVLM2 256M$/ }).click();
  await inUse(page, "SmolVLM2 256M");
  await closePicker(page);
  await expect(retention).toHaveAttribute("aria-valuetext", /of \d+ tokens/);
  await ask(page, "What does SmolVLM2 see?", { isCut: true });

  await openPicker(page);
  await models.getByRole("tab", { name: "On this disk" }).click();
  await shoot(page, "storage-light");
  for (const title of ["LLaVA-OneVision 0.5B", "SmolVLM2 256M"]) {
    await models.getByRole("button", { name: `Delete ${title}`, exact: true }).click();
    await models.getByRole("button", { name: `Delete ${title} from this disk` }).click();
    await expect(models.getByText(`${title} was deleted.`)).toBeVisible();
    await expect(models.getByRole("button", { name: `Delete ${title}`, exact: true })).toHaveCount(
      0,
    );
  }
  await models.getByRole("tab", { name: "Choose" }).click();
  await inUse(page, "Embedded model");
  expect(failures).toEqual([]);
});
