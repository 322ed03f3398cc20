import { cdp } from "vitest/browser";

/** Gives this origin so many bytes of disk in Chrome's accounting; without a number, its former quota. */
export async function overrideQuota(bytes?: number): Promise<void> {
  await cdp().send("Storage.overrideQuotaForOrigin", {
    origin: location.origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  });
}
