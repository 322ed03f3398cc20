// What the device that is written in TypeScript does beside running shaders: memory, copies, errors and its end.

import { describe, expect, it } from "vitest";
import { BUFFER_USAGE, TEXTURE_USAGE } from "../../src/gpu/constants.ts";
import { allocate, collectErrors } from "../../src/gpu/errors.ts";
import { createKernelCache } from "../../src/gpu/kernel.ts";
import { createParamsRing } from "../../src/gpu/params-ring.ts";
import { createSoftwareDevice } from "../../src/gpu/software/device.ts";
import { softwareBuffer } from "../../src/gpu/software/buffer.ts";
import { softwareTexture } from "../../src/gpu/software/texture.ts";

/** More than any process may have. */
const TOO_MUCH = 2 ** 52;

const bytesOf = (buffer: GPUBuffer): number[] => [
  ...new Uint8Array(softwareBuffer(buffer).words.uints.buffer),
];

function withBytes(device: GPUDevice, ...bytes: number[]): GPUBuffer {
  const buffer = device.createBuffer({ size: bytes.length, usage: BUFFER_USAGE.COPY_SRC });
  device.queue.writeBuffer(buffer, 0, Uint8Array.from(bytes));
  return buffer;
}

describe("a buffer", () => {
  it("takes parts of arrays, counted in their elements, and of buffers, counted in bytes", () => {
    const device = createSoftwareDevice();
    const buffer = withBytes(device, ...Array.from({ length: 12 }, () => 9));
    device.queue.writeBuffer(buffer, 2, Uint16Array.of(1, 2, 3, 4), 1, 2);
    device.queue.writeBuffer(buffer, 8, Uint8Array.of(5, 6, 7, 8).buffer, 2);
    expect(bytesOf(buffer)).toEqual([9, 9, 2, 0, 3, 0, 9, 9, 7, 8, 9, 9]);
  });

  it("is copied when the commands are submitted, and not before", () => {
    const device = createSoftwareDevice();
    const [from, to] = [withBytes(device, 1, 2, 3, 4, 5, 6, 7, 8), withBytes(device, 0, 0, 0, 0)];
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 4, to, 0, 4);
    const commands = encoder.finish();
    expect(bytesOf(to)).toEqual([0, 0, 0, 0]);
    device.queue.submit([commands]);
    expect(bytesOf(to)).toEqual([5, 6, 7, 8]);
  });

  it("gives its memory back when it is destroyed, and is not read any more", async () => {
    const buffer = withBytes(createSoftwareDevice(), 1, 2, 3, 4);
    buffer.destroy();
    expect(bytesOf(buffer)).toEqual([]);
    await expect(buffer.mapAsync(1)).rejects.toThrow("has no memory");
  });
});

describe("a texture", () => {
  it("takes rows that begin where the layout says", () => {
    const device = createSoftwareDevice();
    const usage = TEXTURE_USAGE.COPY_DST;
    const texture = device.createTexture({ size: [1, 2], format: "rgba8unorm", usage });
    const layout = { offset: 1, bytesPerRow: 6 };
    device.queue.writeTexture(
      { texture },
      Uint8Array.from({ length: 12 }, (_, i) => i),
      layout,
      [1, 2],
    );
    expect([...softwareTexture(texture).bytes]).toEqual([1, 2, 3, 4, 7, 8, 9, 10]);
  });
});

describe("missing memory", () => {
  const usage = BUFFER_USAGE.STORAGE;

  it("is an error of the scope that waits for it", async () => {
    const device = createSoftwareDevice();
    const uncaught = collectErrors(device);
    const make = () => device.createBuffer({ label: "test/rows", size: TOO_MUCH, usage });
    const tried = allocate({ device, lost: device.lost }, "keys and values", make);
    await expect(tried).rejects.toMatchObject({
      code: "gpu-memory",
      message: expect.stringContaining("no memory for keys and values"),
    });
    expect(uncaught).toEqual([]);
  });

  it("is told to whoever listens, where no scope does", () => {
    const device = createSoftwareDevice();
    const uncaught = collectErrors(device);
    const buffer = device.createBuffer({ label: "test/rows", size: TOO_MUCH, usage });
    device.queue.writeBuffer(buffer, 0, Uint8Array.of(1));
    expect(uncaught).toMatchObject([
      { kind: "memory", message: expect.stringContaining("test/rows") },
    ]);
  });
});

describe("a shader that the page did not bring", () => {
  it("is refused with the reason", async () => {
    const device = createSoftwareDevice();
    const kernels = createKernelCache(device, createParamsRing(device).layout);
    const wgsl = "@compute @workgroup_size(LANES) fn main() {}";
    await expect(kernels.load({ label: "kernel/own", wgsl, lanes: 1 })).rejects.toMatchObject({
      code: "kernel-compile",
      message: expect.stringContaining("only the page's own shaders run"),
    });
  });
});

describe("the end of the device", () => {
  it("is told, and nothing runs behind it", async () => {
    const device = createSoftwareDevice();
    const [from, to] = [withBytes(device, 1, 2, 3, 4), withBytes(device, 0, 0, 0, 0)];
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, 4);
    device.destroy();
    await expect(device.lost).resolves.toMatchObject({ reason: "destroyed" });
    device.queue.submit([encoder.finish()]);
    expect(bytesOf(to)).toEqual([0, 0, 0, 0]);
    await expect(to.mapAsync(1)).rejects.toThrow("lost");
  });
});
