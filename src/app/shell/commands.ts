// What can be done by its name: the list of the command menu, as the state allows it.

import { METHODS, METHOD_IDS } from "../../engine/catalogue.ts";
import {
  selectFrames,
  selectHasPatches,
  selectIsBusy,
  selectOpenVideo,
} from "../../store/selectors.ts";
import type { SessionState } from "../../store/types.ts";
import { QUESTION_ID } from "../hooks/use-keys.ts";

export interface Command {
  /** Unlike those of all others. */
  readonly name: string;
  /** What it belongs to, said beside it. */
  readonly about: string;
  readonly run: () => void;
}

const RETENTIONS = [1, 0.5, 0.25, 0.15, 0.1, 0.05];

/** The prompt takes the focus after the menu has given it back, which it does a task after it was closed. */
const focusQuestion = (): void => {
  setTimeout(() => setTimeout(() => document.getElementById(QUESTION_ID)?.focus()));
};

function fileCommands({ samples, recent, actions }: SessionState): Command[] {
  const about = "Open";
  return [
    { name: "Paste an address", about, run: () => actions.showDialog("address") },
    { name: "Use the camera", about, run: actions.openCamera },
    { name: "Watch live", about, run: () => actions.showDialog("live") },
    ...(samples.phase === "ready" ? samples.samples : []).map((sample) => ({
      name: `Sample: ${sample.title}`,
      about,
      run: () => void actions.openSample(sample),
    })),
    ...recent.map(({ id, name }) => ({
      name: `Recent: ${name}`,
      about,
      run: () => void actions.openRecent(id),
    })),
  ];
}

function videoCommands(state: SessionState): Command[] {
  const { actions, isPlaying } = state;
  if (selectOpenVideo(state) === null) return [];
  const video = { about: "Video" };
  const plan = { about: "Tokens" };
  const overlay = { about: "Overlay" };
  return [
    { ...video, name: isPlaying ? "Pause" : "Play", run: () => actions.setPlaying(!isPlaying) },
    { ...video, name: "Back to the start page", run: actions.leaveVideo },
    { ...video, name: "Close the video", run: () => void actions.closeVideo() },
    ...(selectFrames(state) === null
      ? []
      : [
          ...RETENTIONS.map((share) => ({
            ...plan,
            name: `Keep ${Math.round(share * 100)} % of the tokens`,
            run: () => actions.setRetention(share),
          })),
          {
            ...plan,
            name: "Leave frames out before asking",
            run: () => actions.setLeftOut(state.leftOut ?? { which: "unique", count: 1 }),
          },
          ...METHOD_IDS.map((id) => ({
            ...plan,
            name: `Choose tokens by ${METHODS[id].name}`,
            run: () => actions.setMethod(id),
          })),
        ]),
    { ...overlay, name: "Show the kept tokens", run: () => actions.setOverlay("kept") },
    { ...overlay, name: "Show the heat of the tokens", run: () => actions.setOverlay("heat") },
    ...(selectHasPatches(state)
      ? [
          {
            ...overlay,
            name: "Show which patches were encoded",
            run: () => actions.setOverlay("patches"),
          },
        ]
      : []),
    { ...overlay, name: "Show no overlay", run: () => actions.setOverlay("off") },
  ];
}

function questionCommands(state: SessionState): Command[] {
  const { actions, turns, batch } = state;
  const about = "Ask";
  const isOpen = selectOpenVideo(state) !== null;
  const list = {
    name: "Ask a list of questions",
    about,
    run: () => actions.showDialog("batch"),
  };
  return [
    ...(isOpen ? [{ name: "Ask a question", about, run: focusQuestion }] : []),
    // One that was asked can be looked at without its video.
    ...(isOpen || batch !== null ? [list] : []),
    { name: "Show the answers", about, run: () => actions.setTab("ask") },
    { name: "Compare", about, run: () => actions.setTab("compare") },
    {
      name: "Evaluate on a benchmark from a folder",
      about,
      run: () => actions.showDialog("evaluate"),
    },
    ...(selectIsBusy(state) ? [{ name: "Stop", about, run: actions.stop }] : []),
    ...(turns.length > 0 ? [{ name: "Clear the answers", about, run: actions.clearTurns }] : []),
  ];
}

function pageCommands({ actions, isInspecting }: SessionState): Command[] {
  const about = "Page";
  return [
    { name: "Models", about, run: () => actions.showDialog("models") },
    {
      name: isInspecting ? "Show less (Inspect off)" : "Show everything (Inspect)",
      about,
      run: () => actions.setInspecting(!isInspecting),
    },
    { name: "Light theme", about, run: () => actions.setTheme("light") },
    { name: "Dark theme", about, run: () => actions.setTheme("dark") },
    { name: "Theme of the system", about, run: () => actions.setTheme("system") },
    { name: "Help and keys", about, run: () => actions.showDialog("help") },
  ];
}

export const commandsOf = (state: SessionState): readonly Command[] => [
  ...questionCommands(state),
  ...videoCommands(state),
  ...fileCommands(state),
  ...pageCommands(state),
];

/** Returns the commands in which every word of `wanted` begins a word, in their order. */
export function findCommands(commands: readonly Command[], wanted: string): readonly Command[] {
  const starts = wanted
    .toLowerCase()
    .split(/\s+/)
    .filter((start) => start !== "");
  return commands.filter(({ name, about }) => {
    const words = `${name} ${about}`.toLowerCase().split(/[\s:,()]+/);
    return starts.every((start) => words.some((word) => word.startsWith(start)));
  });
}
