import { AppError } from "../../base/errors.ts";

export const OUTDATED = "page-outdated";

/** What is said when a newer page has taken the place of the open one. */
export const outdatedPage = (): AppError =>
  new AppError(
    "page-outdated",
    "A new version of Framewise is there; this page is older, and parts of it are gone.",
    "Reload to go on with the new version. Models stay on this disk; open the video again.",
  );
