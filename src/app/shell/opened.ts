// What shows an open video, as one file that is loaded behind the first paint.

import "./opened.css";

export { Budget } from "../budget/Budget.tsx";
export { MenuSettings } from "./MenuSettings.tsx";
export { Stage } from "../stage/Stage.tsx";
export { Timeline } from "../timeline/Timeline.tsx";
export { Timings } from "../timings/Timings.tsx";
export { WholeView } from "./WholeView.tsx";
