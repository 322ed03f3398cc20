// The decoder with the embedded model's graphs: however the cache is kept and the prompt cut, the logits are
// those of one plain run of the same graph on the CPU.

import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { openDecoder } from "../support/model.ts";
import { replicaDecoder } from "../support/replica-decoder.ts";
import { LOGITS } from "../tolerance.ts";

const PROMPT = Array.from({ length: 37 }, (_, i) => (i * 7) % 300);
const NEXT = [11, 250, 3];

describe("decoder", () => {
  const gpu = useGpu();

  const logitsOf = async (decoder: Decoder, ids: readonly number[]): Promise<Float32Array> => {
    const embeddings = await decoder.embed(ids);
    const logits = await decoder.forward(embeddings);
    embeddings.destroy();
    const values = await readFloats(gpu(), logits);
    logits.destroy();
    return values;
  };

  /** Prefill, then one step at a time. */
  const walk = async (decoder: Decoder): Promise<Float32Array[]> => {
    const all = [await logitsOf(decoder, PROMPT)];
    for (const id of NEXT) all.push(await logitsOf(decoder, [id]));
    return all;
  };

  it("gives the same logits with a static cache, a growing one, in chunks, and on the CPU", async () => {
    const cases = [
      ["growing", "wasm", undefined],
      ["growing", "webgpu", undefined],
      ["static", "webgpu", undefined],
      ["static", "webgpu", 8],
    ] as const;
    const walks: Float32Array[][] = [];
    for (const [kind, runtime, chunk] of cases) {
      const { decoder, release } = await openDecoder(gpu(), kind, { runtime, rows: chunk });
      walks.push(await walk(decoder));
      expect(decoder.cache.length).toBe(PROMPT.length + NEXT.length);
      await release();
    }
    const [reference, ...others] = walks;
    for (const [i, other] of others.entries()) {
      for (const [step, logits] of other.entries()) {
        const miss = differs(logits, reference![step]!, LOGITS);
        expect(miss, `${cases[i + 1]!.join(" ")}, step ${step}`).toBeNull();
      }
    }
  });

  it.each([
    ["static", "webgpu"],
    ["growing", "webgpu"],
    ["growing", "wasm"],
  ] as const)(
    "answers a second question as if it were the first, after rolling a %s cache back",
    async (kind, runtime) => {
      const { decoder, release } = await openDecoder(gpu(), kind, { runtime });
      await logitsOf(decoder, PROMPT);
      decoder.cache.mark();
      const first = await logitsOf(decoder, NEXT);
      await logitsOf(decoder, [42]);
      decoder.cache.rollBack();
      expect(decoder.cache.length).toBe(PROMPT.length);
      await logitsOf(decoder, [99, 98]);
      decoder.cache.rollBack();
      const again = await logitsOf(decoder, NEXT);
      expect(differs(again, first, LOGITS)).toBeNull();
      decoder.cache.reset();
      expect(decoder.cache.length).toBe(0);
      const alone = await logitsOf(decoder, NEXT);
      expect(differs(alone, first, LOGITS)).not.toBeNull();
      await release();
    },
  );

  it("copies a static cache into a larger one only when the next positions do not fit", async () => {
    const options = { capacity: 1500, files: replicaDecoder({ rotary: { kind: "fused" } }) };
    const { decoder, release } = await openDecoder(gpu(), "static", options);
    const growing = await openDecoder(gpu(), "growing", { ...options, runtime: "wasm" });
    const { cache } = decoder;
    expect(cache.allocated).toBe(0);
    const [allocated, buffers]: [number[], GPUBuffer[]] = [[], []];
    // 500, 510, 550, then 1,100 positions; the last steps end at the context's 1,500.
    for (const count of [500, 10, 40, 550, 400]) {
      const ids = Array.from({ length: count }, (_, i) => (count + i * 7) % 300);
      const logits = await logitsOf(decoder, ids);
      expect(differs(logits, await logitsOf(growing.decoder, ids), LOGITS)).toBeNull();
      allocated.push(cache.allocated);
      buffers.push(cache.layers()[0]!.keys.buffer);
    }
    expect(allocated).toEqual([512, 512, 1024, 1500, 1500]);
    expect(buffers.map((buffer) => buffers.indexOf(buffer))).toEqual([0, 0, 2, 3, 3]);
    await expect(logitsOf(decoder, [1])).rejects.toThrow(/holds 1500 positions, not 1501/);
    await release();
    await growing.release();
  });

  it("is empty, and goes on, when the GPU has no memory for more rows", async () => {
    const { decoder, release } = await openDecoder(gpu(), "static", { capacity: 1500 });
    const { cache } = decoder;
    const { device, errors } = gpu();
    const ids = Array.from({ length: 600 }, (_, i) => (i * 7) % 300);
    const wanted = await logitsOf(decoder, ids);
    cache.release();
    await logitsOf(decoder, ids.slice(0, 500));

    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (wish) => {
      const isCache = wish.label?.startsWith("cache/") === true;
      return createBuffer(isCache ? { ...wish, size: device.limits.maxBufferSize + 4 } : wish);
    };
    try {
      await expect(logitsOf(decoder, ids.slice(500))).rejects.toMatchObject({
        code: "gpu-memory",
        message: expect.stringMatching(
          /^The GPU has no memory for the keys and values of 600 positions\. The GPU said "/,
        ),
      });
    } finally {
      device.createBuffer = createBuffer;
    }
    expect([cache.length, cache.allocated, errors.length]).toEqual([0, 0, 0]);
    expect(await logitsOf(decoder, ids)).toEqual(wanted);
    await release();
  });

  it("gives back all that a cache has taken", async () => {
    const { decoder, release } = await openDecoder(gpu(), "static", { capacity: 1500 });
    const { cache } = decoder;
    const { ledger } = gpu();
    const [buffers, bytes] = [ledger.liveBuffers, ledger.liveBytes];
    const taken = (): number[] => [ledger.liveBuffers - buffers, ledger.liveBytes - bytes];
    for (const positions of [1, 512, 513, 1024, 1025]) {
      await cache.reserve(positions);
      const { length } = cache.layers().flatMap(({ keys, values }) => [keys, values]);
      expect(taken()).toEqual([length, cache.allocated * cache.bytesPerPosition]);
    }
    cache.reset();
    expect(cache.allocated).toBe(1500);
    cache.release();
    expect(taken()).toEqual([0, 0]);
    await release();
  });
});
