import { expect, it } from "vitest";
import { packRecord, unpackRecord } from "../../../src/memory/store/record-layout.ts";
import { makeMemory, SHAPE } from "../../support/memory-records.ts";

const { records } = makeMemory(3, 7, true, false, true);
const packed = (index: number) => packRecord(records[index]!);

it("keeps the keys of a chunk's newest tokens, and none where a record has none", async () => {
  for (const index of records.keys()) {
    const back = unpackRecord((await packed(index)).buffer, index, SHAPE);
    expect(back.newest).toEqual(records[index]!.newest);
    expect(back.frameTokens).toEqual(records[index]!.frameTokens);
  }
  const bare = await packRecord(makeMemory(2).records[1]!);
  expect(unpackRecord(bare.buffer, 1, SHAPE)).not.toHaveProperty("newest");
});

it("refuses keys of frames that are not there, or more than there are compact tokens", async () => {
  const unpacked = async (frames: readonly number[]) => {
    const keys = new Float32Array(frames.length * 2 * 2 * 4);
    const record = { ...records[1]!, newest: { frames: Uint32Array.from(frames), keys } };
    return unpackRecord((await packRecord(record)).buffer, 1, SHAPE);
  };
  expect((await unpacked([0, 1, 1, 2])).newest?.frames).toHaveLength(4);
  await expect(unpacked([0, 3])).rejects.toThrow(/keys out of order/);
  await expect(unpacked([2, 1])).rejects.toThrow(/keys out of order/);
  await expect(unpacked(Array<number>(9).fill(0))).rejects.toThrow(/9 newest keys of 7/);
});
