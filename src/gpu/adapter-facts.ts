/** What the page may know about the graphics adapter. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** Whether this is a software adapter: it is slow, and the page says so. */
  readonly isSoftware: boolean;
  readonly hasShaderF16: boolean;
  /** The limits that a device of this adapter is opened with, in bytes. */
  readonly limits: {
    readonly maxBufferSize: number;
    readonly maxStorageBufferBindingSize: number;
  };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|software/i;

/** Reads the plain facts of an adapter; texts are empty where the browser hides them. */
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
