import { expect, it } from "vitest";
import { keepLedger } from "../../src/gpu/ledger.ts";

/** The one call of a device that the ledger wraps. */
const fakeDevice = (): GPUDevice =>
  ({ createBuffer: () => ({ destroy: () => undefined }) }) as unknown as GPUDevice;

it("counts what lives, and the most that lived at once", () => {
  const device = fakeDevice();
  const ledger = keepLedger(device);
  const make = (size: number): GPUBuffer => device.createBuffer({ size, usage: 0 });
  const first = make(100);
  make(20);
  expect(ledger).toMatchObject({ liveBuffers: 2, liveBytes: 120, peakBytes: 120 });
  first.destroy();
  first.destroy();
  make(50);
  expect(ledger).toMatchObject({ liveBuffers: 2, liveBytes: 70, peakBytes: 120 });
});
