// The errors of the device, which WebGPU reports to scopes, or as events where no scope waits for them.

/** A `GPUError` of this device. */
export class SoftwareError {
  readonly kind: "memory" | "validation";
  readonly message: string;

  constructor(kind: "memory" | "validation", message: string) {
    this.kind = kind;
    this.message = message;
  }
}

export interface Failures {
  report(error: SoftwareError): void;
  push(filter: GPUErrorFilter): void;
  pop(): SoftwareError | null;
  listen(listener: (event: { readonly error: SoftwareError }) => void): void;
}

const FILTERS = { memory: "out-of-memory", validation: "validation" } as const;

export function createFailures(): Failures {
  const scopes: { readonly filter: GPUErrorFilter; error: SoftwareError | null }[] = [];
  const listeners: ((event: { readonly error: SoftwareError }) => void)[] = [];
  return {
    report(error) {
      const scope = scopes.findLast(({ filter }) => filter === FILTERS[error.kind]);
      if (scope !== undefined) scope.error ??= error;
      else for (const listener of listeners) listener({ error });
    },
    push: (filter) => void scopes.push({ filter, error: null }),
    pop: () => scopes.pop()?.error ?? null,
    listen: (listener) => void listeners.push(listener),
  };
}
