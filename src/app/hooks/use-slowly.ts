import { useEffect, useState } from "react";

/** Returns `value`, but changes at most once in `everyMs`: for live regions that would otherwise talk without end. */
export function useSlowly<T>(value: T, everyMs: number): T {
  const [slow, setSlow] = useState(value);
  useEffect(() => {
    if (Object.is(slow, value)) return undefined;
    const timer = setTimeout(() => setSlow(value), everyMs);
    return () => clearTimeout(timer);
  }, [value, slow, everyMs]);
  return slow;
}
