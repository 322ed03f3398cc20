import { Part } from "../ui/Part.tsx";
import { CommandMenu } from "./parts.ts";
import { PageDialog } from "./PageDialog.tsx";

/** Everything that can be done, by its name. */
export const CommandDialog = () => (
  <PageDialog name="commands" title="Commands">
    <Part>
      <CommandMenu />
    </Part>
  </PageDialog>
);
