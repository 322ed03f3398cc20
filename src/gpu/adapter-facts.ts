/** What the page may know of the graphics adapter. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** True for a software adapter: slow, and the page says so. */
  readonly isSoftware: boolean;
  readonly hasShaderF16: boolean;
  /** Bytes; what a device of this adapter is opened with. */
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
  };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software/i;

/** Plain facts of an adapter; empty strings where the browser hides them. */
export function adapterFacts(adapter: GPUAdapter): AdapterFacts {
  const { vendor, architecture, description } = adapter.info;
  return {
    vendor,
    architecture,
    description,
    isSoftware:
      adapter.info.isFallbackAdapter || SOFTWARE.test(`${vendor} ${architecture} ${description}`),
    hasShaderF16: adapter.features.has("shader-f16"),
    limits: {
      maxBufferSize: adapter.limits.maxBufferSize,
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
    },
  };
}
