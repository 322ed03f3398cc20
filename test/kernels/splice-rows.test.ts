import { expect, it } from "vitest";
import { readBytes } from "../../src/gpu/readback.ts";
import { createRecorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom } from "../../src/gpu/tensor.ts";
import { recordSpliceRows, SPLICE_ROWS } from "../../src/kernels/splice-rows.ts";
import { spliceRowsReference } from "../reference/splice-rows.ts";
import { useGpu } from "../support/gpu.ts";
import { seeded, seededNormals } from "../support/random.ts";
import { asReals, inEachReal, real, realDtype } from "../support/real.ts";
import { onWorkbench } from "../support/run-kernel.ts";

const gpu = useGpu();

interface Case {
  readonly text: number;
  readonly tokens: number;
  readonly width: number;
  readonly rows: number;
  readonly hasNewline?: boolean;
  readonly axisLimit?: number;
}

async function run({ text, tokens, width, rows, hasNewline = true, axisLimit }: Case) {
  const sources = [text, tokens, hasNewline ? 1 : 0].map((count, i) =>
    asReals(seededNormals(count * width, i + 1)),
  );
  const random = seeded(width);
  const most = text + tokens + (hasNewline ? 1 : 0);
  const places = Uint32Array.from({ length: rows }, () => Math.floor(random() * most));
  if (rows > 0) places[rows - 1] = most - 1; // the last row of all, whatever chance says
  const got = await onWorkbench(
    gpu(),
    async (bench) => {
      const kernel = await gpu().kernels.load(SPLICE_ROWS, {}, real());
      const tensors = {
        text: bench.reals(sources[0]!),
        tokens: bench.reals(sources[1]!),
        newline: hasNewline ? bench.reals(sources[2]!) : null,
        places: bench.input(places),
        embeds: bench.output([1, rows, width], realDtype()),
      };
      bench.run((to) => recordSpliceRows(to, kernel, tensors));
      return bench.floats(tensors.embeds);
    },
    axisLimit,
  );
  return { got: Array.from(got), want: Array.from(spliceRowsReference(sources, width, places)) };
}

inEachReal("splice-rows", () => {
  it.each<Case>([
    { text: 1, tokens: 1, width: 1, rows: 1 },
    { text: 7, tokens: 20, width: 127, rows: 31 },
    { text: 64, tokens: 100, width: 128, rows: 165 },
    { text: 3, tokens: 40, width: 129, rows: 17, hasNewline: false },
    { text: 5, tokens: 9, width: 896, rows: 15 },
    { text: 10, tokens: 12, width: 9, rows: 23, axisLimit: 4 },
  ])("takes rows of $text + $tokens of width $width in any order", async (shape) => {
    const { got, want } = await run(shape);
    expect(got).toEqual(want);
  });

  it("writes nothing for no rows", async () => {
    const { got } = await run({ text: 2, tokens: 2, width: 4, rows: 0 });
    expect(got).toEqual([]);
  });

  it("refuses fewer places than rows, and a newline of another width", async () => {
    const kernel = await gpu().kernels.load(SPLICE_ROWS);
    await onWorkbench(gpu(), async (bench) => {
      const text = bench.output([2, 4]);
      const encode = (changes: { places?: number[]; newline?: number[] }): void => {
        recordSpliceRows(createRecorder(gpu(), "test"), kernel, {
          text,
          tokens: text,
          newline: bench.output(changes.newline ?? [4]),
          places: bench.output(changes.places ?? [3]),
          embeds: bench.output([1, 3, 4]),
        });
      };
      expect(() => encode({ places: [2] })).toThrow(/2 places for 3 rows/);
      expect(() => encode({ newline: [5] })).toThrow(/not of width 4/);
    });
  });

  it("copies bits as they are", async () => {
    const isHalf = real() === "f16";
    const width = 5; // odd, so that half-float rows start inside a 4-byte word
    const bits = Array.from({ length: 20 }, (_, i) => 0x3c00 + i);
    const text = createTensor(gpu(), [4, width], realDtype(), "test/text");
    const embeds = createTensor(gpu(), [1, 2, width], realDtype(), "test/embeds");
    const values = isHalf ? Uint16Array.from(bits) : Uint32Array.from(bits);
    gpu().device.queue.writeBuffer(text.buffer, 0, values);
    const kernel = await gpu().kernels.load(SPLICE_ROWS, {}, real());
    const recorder = createRecorder(gpu(), "test");
    const places = tensorFrom(gpu(), Uint32Array.of(3, 1), [2], "test/places");
    const tensors = { text, tokens: text, newline: null, places, embeds };
    recordSpliceRows(recorder, kernel, tensors);
    recorder.submit();
    const bytes = await readBytes(gpu(), embeds);
    const got = Array.from(isHalf ? new Uint16Array(bytes) : new Uint32Array(bytes)).slice(0, 10);
    for (const tensor of [text, embeds, places]) tensor.destroy();
    expect(got).toEqual([...bits.slice(15, 20), ...bits.slice(5, 10)]);
  });
});
