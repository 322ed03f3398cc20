/** Asks the browser to keep the page, once nothing else is waiting. A browser that cannot goes without. */
export function keepPage(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker
      .register(new URL("service-worker.js", document.baseURI))
      .catch(() => undefined);
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
