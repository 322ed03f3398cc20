// The same device under another name. The ONNX runtime keeps a context for each device object: sessions that are given another
// object for the same device share nothing with the others, and when they go, all of their memory goes. In a shared context
// onnxruntime-web 1.30 keeps the weights of released sessions until the last session goes: the alias can go when it gives them
// back at once.

import type { Gpu } from "./device.ts";

const aliases = new WeakMap<GPUDevice, Gpu>();

/** Returns the GPU with another object for its device, the same each time, since the runtime never forgets one. */
export function aliasOf(gpu: Gpu): Gpu {
  const { device } = gpu;
  let alias = aliases.get(device);
  if (alias === undefined) {
    alias = { ...gpu, device: new Proxy(device, PASSING) };
    aliases.set(device, alias);
  }
  return alias;
}

/** The browser's objects work under their own name only. */
const PASSING: ProxyHandler<GPUDevice> = {
  get(device, key) {
    const value: unknown = Reflect.get(device, key, device);
    return typeof value === "function" ? value.bind(device) : value;
  },
  set: (device, key, value) => Reflect.set(device, key, value, device),
};
