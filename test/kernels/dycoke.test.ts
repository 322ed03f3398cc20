import { expect, it } from "vitest";
import {
  DYCOKE_CHANGES,
  DYCOKE_KEYS,
  recordDycokeChanges,
  recordDycokeKeys,
} from "../../src/kernels/dycoke.ts";
import { RANK_ROWS, rankRowsConstants, recordRankRows } from "../../src/kernels/rank-rows.ts";
import { dycokeReference } from "../reference/dycoke.ts";
import { differs } from "../support/differs.ts";
import { FEATURE_SHAPES, testFeatures } from "../support/features.ts";
import { useGpu } from "../support/gpu.ts";
import { inEachReal, real } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";
import { COSINE_F32 } from "../tolerance.ts";

const gpu = useGpu();

inEachReal("dycoke", () => {
  it.each([undefined, 1])(
    "measures changes and orders by them, axis limit %s",
    async (axisLimit) => {
      for (const dims of FEATURE_SHAPES) {
        const shape = testFeatures(dims);
        const { frames, tokens, data } = shape;
        const got = await onWorkbench(
          gpu(),
          async (bench) => {
            const [change, rank, key] = await Promise.all([
              gpu().kernels.load(DYCOKE_CHANGES, {}, real()),
              gpu().kernels.load(RANK_ROWS, rankRowsConstants("largest")),
              gpu().kernels.load(DYCOKE_KEYS),
            ]);
            const features = bench.reals(data);
            const changes = bench.output([frames, tokens]);
            const ranks = bench.output([frames, tokens], "uint32");
            const keys = bench.output([frames, tokens]);
            bench.run((to) => {
              recordDycokeChanges(to, change, shape, { features, changes });
              recordRankRows(
                to,
                rank,
                { rows: frames, columns: tokens },
                { values: changes, ranks },
              );
              recordDycokeKeys(to, key, shape, { ranks, keys });
            });
            return { changes: await bench.floats(changes), keys: await bench.floats(keys) };
          },
          axisLimit,
        );
        const want = dycokeReference(data, frames, tokens);
        expect(differs(got.changes, want.changes, COSINE_F32)).toBeNull();
        const order = got.keys.map((_, i) => i).sort((a, b) => got.keys[b]! - got.keys[a]!);
        expect(order).toEqual(want.order);
      }
    },
  );
});
