import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { Part } from "../ui/Part.tsx";
import { ModelPicker } from "./parts.ts";

/** The chip of the model as a button, and the dialog of models that it opens; `children` are the chip's face. */
export function ModelDialog({ children }: { readonly children: ReactNode }) {
  const isOpen = useSession(({ dialog }) => dialog === "models");
  const { showDialog } = useActions();
  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => showDialog(open ? "models" : "none")}>
      <Dialog.Trigger className="btn model-chip">{children}</Dialog.Trigger>
      <Part>
        <ModelPicker />
      </Part>
    </Dialog.Root>
  );
}
