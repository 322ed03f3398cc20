// The parts of the page that its start does not show. Each is loaded when it is shown, or before, when the browser is idle.

import { lazy } from "react";
import { loadTurns } from "../conversation/load-turns.ts";

const opened = () => import("./opened.ts");
const compare = () => import("../compare/Compare.tsx");
const batch = () => import("../conversation/Batch.tsx");
const evaluate = () => import("../evaluate/Evaluate.tsx");
const commands = () => import("./CommandMenu.tsx");
const dialogs = () => import("./dialogs.tsx");
const noGpu = () => import("./NoGpu.tsx");
const menus = () => import("./menus.ts");
const earlier = () => import("./earlier.ts");
const videoError = () => import("./VideoError.tsx");
const picker = () => import("../models/ModelPicker.tsx");

export const Budget = lazy(async () => ({ default: (await opened()).Budget }));
export const MenuSettings = lazy(async () => ({ default: (await opened()).MenuSettings }));
export const Stage = lazy(async () => ({ default: (await opened()).Stage }));
export const Timeline = lazy(async () => ({ default: (await opened()).Timeline }));
export const Timings = lazy(async () => ({ default: (await opened()).Timings }));
export const WholeView = lazy(async () => ({ default: (await opened()).WholeView }));
export const Compare = lazy(async () => ({ default: (await compare()).Compare }));
export const Batch = lazy(async () => ({ default: (await batch()).Batch }));
export const Evaluate = lazy(async () => ({ default: (await evaluate()).Evaluate }));
export const CommandMenu = lazy(async () => ({ default: (await commands()).CommandMenu }));
export const Dialogs = lazy(async () => ({ default: (await dialogs()).Dialogs }));
export const NoGpu = lazy(async () => ({ default: (await noGpu()).NoGpu }));
export const AdapterPopover = lazy(async () => ({ default: (await menus()).AdapterPopover }));
export const ModelDialog = lazy(async () => ({ default: (await menus()).ModelDialog }));
export const OpenMenu = lazy(async () => ({ default: (await menus()).OpenMenu }));
export const PhoneMenu = lazy(async () => ({ default: (await menus()).PhoneMenu }));
export const ProcessorLine = lazy(async () => ({ default: (await menus()).ProcessorLine }));
export const SaveConversation = lazy(async () => ({ default: (await menus()).SaveConversation }));
export const RecentList = lazy(async () => ({ default: (await earlier()).RecentList }));
export const SavedList = lazy(async () => ({ default: (await earlier()).SavedList }));
export const VideoError = lazy(async () => ({ default: (await videoError()).VideoError }));
export const ModelPicker = lazy(async () => ({ default: (await picker()).ModelPicker }));

/** Loads all parts before they are shown. What fails here is told where the part is shown. */
export async function loadParts(): Promise<void> {
  const shown = [opened, videoError, compare, batch, evaluate];
  const asked = [earlier, menus, picker, commands, dialogs, noGpu, loadTurns];
  await Promise.allSettled([...shown, ...asked].map((load) => load()));
}
