// What opens beside the button that was pressed, as one file that is loaded behind the first paint.

export { SaveConversation } from "../conversation/SaveConversation.tsx";
export { AdapterPopover } from "./AdapterPopover.tsx";
export { ModelDialog } from "./ModelDialog.tsx";
export { OpenMenu } from "./OpenMenu.tsx";
export { PhoneMenu } from "./PhoneMenu.tsx";
export { ProcessorLine } from "./ProcessorLine.tsx";
