// What the browser gives for sources that are read as they happen: the sources, and notifications beside the page.

export { stayAwake } from "../session/stay-awake.ts";
export { openLiveSource } from "./live-sources.ts";

export const allowNotifications = async (): Promise<boolean> =>
  "Notification" in window && (await Notification.requestPermission()) === "granted";

export function showNotification(title: string, body: string): void {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  new Notification(title, { body }).addEventListener("click", () => window.focus());
}

export function watchHidden(tell: (isHidden: boolean) => void): () => void {
  const onChange = (): void => tell(document.hidden);
  document.addEventListener("visibilitychange", onChange);
  onChange();
  return () => document.removeEventListener("visibilitychange", onChange);
}
