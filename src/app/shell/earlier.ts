// What earlier visits left, as one file that is loaded behind the first paint.

export { SavedList } from "../saved/SavedList.tsx";
export { RecentList } from "./RecentList.tsx";
