import { expect, it } from "vitest";
import { PATCH_SLOTS, recordPatchSlots } from "../../src/kernels/patch-slots.ts";
import { patchSlotsReference } from "../reference/patch-slots.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

it.each([
  { steps: 1, patches: 1, share: 1 },
  { steps: 3, patches: 65, share: 0 },
  { steps: 3, patches: 65, share: 1 },
  { steps: 8, patches: 121, share: 0.3 },
  { steps: 2, patches: 729, share: 0.7, axisLimit: 3 },
])("puts fresh patches first: $steps × $patches, $share", async (each) => {
  const { steps, patches, share, axisLimit } = each;
  const random = seeded(patches);
  const sources = Uint32Array.from({ length: steps * patches }, (_, i) => {
    const step = Math.floor(i / patches);
    return random() < share ? step + 1 : Math.floor(random() * (step + 1));
  });
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(PATCH_SLOTS);
      const tensors = {
        sources: bench.input(sources),
        slots: bench.output([steps, patches], "uint32"),
        counts: bench.output([steps], "uint32"),
      };
      bench.run((to) => recordPatchSlots(to, kernel, { steps, patches }, tensors));
      return { slots: await bench.uints(tensors.slots), counts: await bench.uints(tensors.counts) };
    },
    axisLimit,
  );
  expect(got).toEqual(patchSlotsReference([...sources], patches));
});
