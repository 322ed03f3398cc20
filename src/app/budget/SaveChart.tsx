// The chart as a picture or a table.

import { DropdownMenu } from "radix-ui";
import { methodName } from "../../engine/catalogue.ts";
import { selectPlan, selectOpenVideo } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { saveFile } from "../values/save-file.ts";
import { Icon } from "../ui/Icon.tsx";
import { chartCsv } from "../timeline/chart-csv.ts";
import { chartFileName, drawChart } from "../timeline/chart-png.ts";

export function SaveChart() {
  const plan = useSession(selectPlan);
  const open = useSession(selectOpenVideo);
  if (plan === null || open?.look.kind !== "frames") return null;
  const { name } = open.file;
  const { strip, video } = open.look;
  const file = chartFileName(name, plan);
  const savePng = () => {
    const picture = { name, methodName: methodName(plan.request), plan, strip };
    drawChart(picture).toBlob((blob) => {
      if (blob !== null) saveFile(blob, `${file}.png`);
    });
  };
  const saveCsv = () =>
    saveFile(new Blob([chartCsv(plan, video.looked)], { type: "text/csv" }), `${file}.csv`);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="btn plain square" aria-label="Save the chart">
        <Icon name="download" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="popover menu" align="end" sideOffset={4}>
          <DropdownMenu.Label className="menu-label">Save the chart</DropdownMenu.Label>
          <DropdownMenu.Item className="menu-item" onSelect={savePng}>
            As a picture (PNG)
          </DropdownMenu.Item>
          <DropdownMenu.Item className="menu-item" onSelect={saveCsv}>
            As a table (CSV)
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
