import { expect, it } from "vitest";
import { PATCH_PLACES, recordPatchPlaces } from "../../src/kernels/patch-places.ts";
import { patchPlacesReference } from "../reference/patch-places.ts";
import { patchSlotsReference } from "../reference/patch-slots.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded } from "../support/random.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

it.each([
  { all: 1, first: 0, steps: 1, patches: 1, share: 1, more: 0 },
  { all: 1, first: 0, steps: 1, patches: 7, share: 0, more: 0 },
  { all: 6, first: 2, steps: 3, patches: 65, share: 0.2, more: 0 },
  { all: 8, first: 0, steps: 8, patches: 121, share: 0.3, more: 9 },
  { all: 5, first: 4, steps: 1, patches: 121, share: 0.3, more: 9 },
  { all: 3, first: 1, steps: 2, patches: 200, share: 0.5, more: 200, axisLimit: 3 },
])("finds every row: steps $first + $steps of $all × $patches", async (each) => {
  const { all, first, steps, patches, share, more, axisLimit } = each;
  const random = seeded(patches);
  const sources: number[] = [];
  for (let i = 0; i < all * patches; i++) {
    const step = Math.floor(i / patches);
    const before = step === 0 ? 0 : sources[i - patches]!;
    sources.push(random() < share ? step + 1 : before);
  }
  const { slots, counts } = patchSlotsReference(sources, patches);
  const changed = Math.max(...counts.slice(first, first + steps));
  const shape = { first, steps, patches, count: Math.min(patches, changed + more) };
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(PATCH_PLACES);
      const tensors = {
        sources: bench.input(Uint32Array.from(sources)),
        slots: bench.input(Uint32Array.from(slots)),
        picks: bench.output([steps, shape.count], "uint32"),
        places: bench.output([steps, patches], "uint32"),
        later: bench.output([patches], "uint32"),
      };
      bench.run((to) => recordPatchPlaces(to, kernel, shape, tensors));
      return {
        picks: await bench.uints(tensors.picks),
        places: await bench.uints(tensors.places),
        later: await bench.uints(tensors.later),
      };
    },
    axisLimit,
  );
  expect(got).toEqual(patchPlacesReference(shape, sources, slots));
});
