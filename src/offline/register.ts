/** Asks the browser to keep the page, once nothing else is waiting. A browser that cannot goes without. */
export function keepPage(): void {
  const workers = import.meta.env.PROD ? serviceWorkers() : null;
  if (workers === null) return;
  const register = (): void => {
    workers.register(new URL("service-worker.js", document.baseURI)).catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}

/** Returns what the browser gives; in a frame without an origin of its own the property is there and throws. */
export function serviceWorkers(): ServiceWorkerContainer | null {
  try {
    return "serviceWorker" in navigator ? navigator.serviceWorker : null;
  } catch {
    return null;
  }
}
