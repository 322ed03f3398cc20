import { cdp } from "vitest/browser";

/** Gives this origin so many bytes of disk, in Chrome's own books; without a number, what it had before. */
export async function overrideQuota(bytes?: number): Promise<void> {
  await cdp().send("Storage.overrideQuotaForOrigin", {
    origin: location.origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  });
}
