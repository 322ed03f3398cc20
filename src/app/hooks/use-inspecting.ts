import { useSession } from "./session.tsx";

/** Whether the reader wants to see everything, with the words of the field. */
export const useInspecting = (): boolean => useSession(({ isInspecting }) => isInspecting);
