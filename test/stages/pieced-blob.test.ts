import { describe, expect, it } from "vitest";
import { piecedBlob } from "../../src/model/pieced-blob.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const blob = piecedBlob(new Blob([BYTES], { type: "model/onnx" }), 64);

async function streamed(source: Blob): Promise<{ bytes: number[]; pieces: number[] }> {
  const bytes: number[] = [];
  const pieces: number[] = [];
  for await (const piece of source.stream()) {
    bytes.push(...piece);
    pieces.push(piece.length);
  }
  return { bytes, pieces };
}

describe("a Blob that is read in pieces", () => {
  it("streams the same bytes, no piece longer than asked", async () => {
    const { bytes, pieces } = await streamed(blob);
    expect(bytes).toEqual([...BYTES]);
    expect(pieces).toEqual([...Array<number>(15).fill(64), 40]);
  });

  it("gives a piece's memory back when the next one is asked for", async () => {
    const reader = blob.stream().getReader();
    const { value: first } = await reader.read();
    expect(first?.length).toBe(64);
    const { value: second } = await reader.read();
    expect(first?.buffer.detached).toBe(true);
    expect(second?.length).toBe(64);
    await reader.cancel();
  });

  it("streams a slice of a slice", async () => {
    const { bytes } = await streamed(blob.slice(100, 500).slice(10, 300));
    expect(bytes).toEqual([...BYTES.subarray(110, 400)]);
    expect((await streamed(blob.slice(7, 7))).bytes).toEqual([]);
  });

  it("is a Blob in everything else", async () => {
    expect(blob).toBeInstanceOf(Blob);
    expect(blob.size).toBe(1000);
    expect(blob.type).toBe("model/onnx");
    expect(new Uint8Array(await blob.slice(3, 9).arrayBuffer())).toEqual(BYTES.slice(3, 9));
    expect(await blob.slice(65, 70).text()).toBe("ABCDE");
  });

  it("has no byte reader, so that the runtime takes the plain one", () => {
    expect(() => blob.stream().getReader({ mode: "byob" })).toThrow(TypeError);
  });
});
