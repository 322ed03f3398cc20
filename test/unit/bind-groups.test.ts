// What a dispatch no longer makes: bind groups are found again, and params of a submission are uploaded in one piece.

import { describe, expect, it, vi } from "vitest";
import { createBindGroups } from "../../src/gpu/bind-groups.ts";
import { createParamsRing, packParams, u32 } from "../../src/gpu/params-ring.ts";
import { createSoftwareDevice } from "../../src/gpu/software/device.ts";
import { createTensor } from "../../src/gpu/tensor.ts";

const device = createSoftwareDevice();
const layoutOf = (label: string) => device.createBindGroupLayout({ label, entries: [] });
const buffer = () => createTensor({ device }, [4], "float32", "test/tensor").buffer;

describe("bind groups", () => {
  const [one, other] = [buffer(), buffer()];
  const layout = layoutOf("a");
  const groups = createBindGroups(device);
  const first = groups.of(layout, "test", [one, other]);

  it("are made once for a layout and its buffers", () => {
    const made = vi.spyOn(device, "createBindGroup");
    expect(groups.of(layout, "test", [one, other])).toBe(first);
    expect(made).not.toHaveBeenCalled();
    made.mockRestore();
  });

  it.each([
    ["another order", () => groups.of(layout, "test", [other, one])],
    ["fewer buffers", () => groups.of(layout, "test", [one])],
    ["another layout", () => groups.of(layoutOf("b"), "test", [one, other])],
    ["a buffer made anew", () => groups.of(layout, "test", [one, buffer()])],
  ])("are others for %s", (_, found) => {
    expect(found()).not.toBe(first);
  });
});

describe("the ring of params", () => {
  const write = vi.spyOn(device.queue, "writeBuffer");

  it("uploads what was written since the last time in one piece, or two where it begins anew", () => {
    const ring = createParamsRing(device);
    const upload = (count: number): number[][] => {
      write.mockClear();
      for (let i = 0; i < count; i++) ring.write(packParams(u32(i)));
      ring.flush();
      return write.mock.calls.map(([, offset, , , size]) => [offset / 256, (size ?? 0) / 256]);
    };
    expect(upload(0)).toEqual([]);
    expect(upload(1000)).toEqual([[0, 1000]]);
    expect(upload(24)).toEqual([[1000, 24]]);
    expect(upload(1000)).toEqual([[0, 1000]]);
    expect(upload(100)).toEqual([
      [1000, 24],
      [0, 76],
    ]);
    expect(upload(1023)).toEqual([
      [76, 948],
      [0, 75],
    ]);
    expect(upload(0)).toEqual([]);
  });

  it("refuses params that exceed a slot", () => {
    const ring = createParamsRing(device);
    expect(() => ring.write(new ArrayBuffer(272))).toThrow(/272 bytes exceed a slot/);
  });
});
