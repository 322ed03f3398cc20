// Keeps what a device has compiled for as long as the device: the ONNX runtime forgets its pipelines with the last session
// that is released, and would compile the same again for a model that comes back.

/**
 * Wraps `createShaderModule` and `createComputePipelineAsync` of a device, so that a pipeline of the same code, entry point and
 * constants is compiled once. Pipelines whose layout is given are compiled as ever.
 */
export function keepPipelines(device: GPUDevice): void {
  const codes = new WeakMap<GPUShaderModule, string>();
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  const createShaderModule = device.createShaderModule.bind(device);
  const createPipeline = device.createComputePipelineAsync.bind(device);
  device.createShaderModule = (descriptor) => {
    const module = createShaderModule(descriptor);
    codes.set(module, descriptor.code);
    return module;
  };
  device.createComputePipelineAsync = (descriptor) => {
    const { module, entryPoint, constants } = descriptor.compute;
    const code = codes.get(module);
    if (descriptor.layout !== "auto" || code === undefined) return createPipeline(descriptor);
    const key = JSON.stringify([entryPoint, constants, code]);
    let pipeline = pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = createPipeline(descriptor);
      pipelines.set(key, pipeline);
      pipeline.catch(() => pipelines.delete(key));
    }
    return pipeline;
  };
}
