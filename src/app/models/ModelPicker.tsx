// The dialog of models: the list, what is stored, the settings. Closing it stops nothing.

import { Dialog, Tabs } from "radix-ui";
import { useEffect } from "react";
import { useActions, useSession } from "../hooks/session.tsx";
import { CloseDialog } from "../ui/CloseDialog.tsx";
import { Notices } from "../ui/Notices.tsx";
import { HubSettings } from "./HubSettings.tsx";
import { ModelList } from "./ModelList.tsx";
import { StoragePanel } from "./StoragePanel.tsx";
import "./models.css";

/** The content of a `Dialog.Root`, whose trigger gets the focus back. */
export function ModelPicker() {
  const isOpen = useSession(({ dialog }) => dialog === "models");
  const { refreshModels } = useActions();
  useEffect(() => {
    if (isOpen) void refreshModels();
  }, [isOpen, refreshModels]);
  return (
    <Dialog.Portal>
      <Dialog.Overlay className="veil" />
      <Dialog.Content className="dialog models" aria-describedby={undefined}>
        <Tabs.Root defaultValue="models" className="models-tabs">
          <div className="tabs">
            <Dialog.Title>Models</Dialog.Title>
            <Tabs.List aria-label="Models">
              <Tabs.Trigger value="models">Choose</Tabs.Trigger>
              <Tabs.Trigger value="storage">On this disk</Tabs.Trigger>
              <Tabs.Trigger value="settings">Settings</Tabs.Trigger>
            </Tabs.List>
          </div>
          {/* The page's own lines lie under the veil. */}
          <Notices />
          <Tabs.Content value="models" className="models-panel">
            <ModelList />
          </Tabs.Content>
          <Tabs.Content value="storage" className="models-panel">
            <StoragePanel />
          </Tabs.Content>
          <Tabs.Content value="settings" className="models-panel">
            <HubSettings />
          </Tabs.Content>
        </Tabs.Root>
        <CloseDialog />
      </Dialog.Content>
    </Dialog.Portal>
  );
}
