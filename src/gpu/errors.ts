// The errors that WebGPU reports apart from the calls that caused them. Most failures come so: the call returns an
// invalid object, and an `uncapturederror` event says why.

import { AppError } from "../base/errors.ts";
import { SoftwareError } from "./software/failures.ts";

export interface GpuFailure {
  readonly kind: "memory" | "validation" | "internal";
  readonly message: string;
}

/** Collects the uncaptured errors of a device from now on, in the order in which they come. */
export function collectErrors(device: GPUDevice): readonly GpuFailure[] {
  const failures: GpuFailure[] = [];
  device.addEventListener("uncapturederror", ({ error }) => {
    failures.push(failureOf(error));
  });
  return failures;
}

function failureOf(error: GPUError): GpuFailure {
  if (error instanceof SoftwareError) return { kind: error.kind, message: error.message };
  const kind =
    error instanceof GPUOutOfMemoryError
      ? "memory"
      : error instanceof GPUInternalError
        ? "internal"
        : "validation";
  return { kind, message: error.message };
}

/** Resolves when the GPU has processed every call so far and reported its errors; at once when it is lost. */
export async function caughtUp({ device, lost }: CaughtUp): Promise<void> {
  device.pushErrorScope("validation");
  await Promise.race([device.popErrorScope().catch(() => null), lost]);
  // The event of an uncaptured error is a separate task, which may be queued behind this one.
  await new Promise((resolve) => setTimeout(resolve));
}

/** A buffer without memory fails with "out-of-memory", and whatever uses it then with "validation". */
const SCOPES = ["validation", "out-of-memory"] as const;

/**
 * Calls `make`, which creates buffers, and waits until the GPU has said whether it has the memory. Its errors are
 * reported here and nowhere else.
 * @throws AppError `gpu-memory` when memory is missing; all that `make` created is then invalid. `what` names it: "keys
 * and values".
 */
export async function allocate<T>(
  { device, lost }: CaughtUp,
  what: string,
  make: () => T,
): Promise<T> {
  for (const scope of SCOPES) device.pushErrorScope(scope);
  let made: T;
  let heard: Promise<GPUError | null>[];
  try {
    made = make();
  } finally {
    heard = SCOPES.map(() => device.popErrorScope().catch(() => null));
  }
  const said = await Promise.race([Promise.all(heard), lost.then(() => [])]);
  const failures = said.flatMap((error) => (error === null ? [] : [failureOf(error)]));
  if (failures.length === 0) return made;
  throw new AppError(
    "gpu-memory",
    `The GPU has no memory for ${what}.${failureWords(failures, device.limits)}`,
    "Close other pages that use the GPU, look at fewer frames or at a lower retention, or choose a smaller model.",
  );
}

/** Whether the device is lost. A call may fail shortly before the loss is reported, so that is waited for a moment. */
export const isLost = ({ lost }: Pick<CaughtUp, "lost">): Promise<boolean> =>
  Promise.race([
    lost.then(() => true),
    new Promise<boolean>((resolve) => setTimeout(() => resolve(false), LOSS_NOTICE_MS)),
  ]);

const LOSS_NOTICE_MS = 50;

export const deviceLost = (reason = ""): AppError =>
  new AppError(
    "device-lost",
    `The graphics device went away (${reason || "no reason given"}).`,
    "Ask again; if it keeps happening, close other pages that use the GPU or update its driver.",
  );

interface CaughtUp {
  readonly device: GPUDevice;
  readonly lost: Promise<GPUDeviceLostInfo>;
}

/** Returns the GPU's own words for the end of an error's message; empty when it reported nothing. */
export function failureWords(failures: readonly GpuFailure[], limits: GPUSupportedLimits): string {
  if (failures.length === 0) return "";
  const said = [...new Set(failures.map(({ message }) => message.trim().slice(0, MOST_WORDS)))];
  const shown = said.slice(0, MOST_FAILURES).map((message) => `"${message}"`);
  const { maxBufferSize, maxStorageBufferBindingSize } = limits;
  return (
    ` The GPU said ${shown.join(" and ")}${said.length > shown.length ? " and more" : ""}.` +
    ` It allows buffers of ${maxBufferSize} bytes and bindings of ${maxStorageBufferBindingSize}.`
  );
}

/** One failure causes a series of others, which say less. */
const MOST_FAILURES = 2;
const MOST_WORDS = 300;
