import { version } from "../../../package.json";

/** The version of this page, for exports. */
export const VERSION: string = version;
