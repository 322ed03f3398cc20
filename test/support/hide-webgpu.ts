// Makes this scope a browser's without WebGPU. Imported before what must not see it.

Object.defineProperty(navigator, "gpu", { value: undefined });
