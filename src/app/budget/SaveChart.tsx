// The chart as a picture or a table.

import { rangeWords } from "../../base/time-range.ts";
import { DropdownMenu } from "radix-ui";
import { columnName } from "../../store/compare/columns.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import { selectPlan, selectOpenVideo } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { aboutWords, exportName } from "../values/export-about.ts";
import { saveFile } from "../values/save-file.ts";
import { Icon } from "../ui/Icon.tsx";
import { barValues } from "../timeline/bar-values.ts";
import { chartCsv } from "../timeline/chart-csv.ts";
import { drawChart } from "../timeline/chart-png.ts";

export function SaveChart({ words: shown }: { readonly words?: string }) {
  const plan = useSession(selectPlan);
  const barBase = useSession(({ barBase }) => barBase);
  const open = useSession(selectOpenVideo);
  const model = useSession(selectModelInfo);
  const adapter = useSession(({ engine }) => adapterOf(engine));
  if (plan === null || open?.look.kind !== "frames") return null;
  const bars = barValues(plan, barBase);
  const { name } = open.file;
  const { strip, video } = open.look;
  const { range } = video.looked;
  const words = `${columnName(plan.request)}${range === undefined ? "" : `, ${rangeWords(range)}`}`;
  const surroundings = () => ({ model, adapter, savedAt: new Date() });
  const fileName = (extension: string) => exportName(name, [words, "chart"], extension);
  const savePng = () => {
    const picture = { name, words, plan, bars, strip, about: aboutWords(surroundings()) };
    drawChart(picture).toBlob((blob) => {
      if (blob !== null) saveFile(blob, fileName("png"));
    });
  };
  const saveCsv = () => {
    const csv = chartCsv({ name, plan, bars, looked: video.looked }, surroundings());
    saveFile(new Blob([csv], { type: "text/csv;charset=utf-8" }), fileName("csv"));
  };
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={shown === undefined ? "btn plain square" : "btn plain"}
        aria-label="Save the chart"
      >
        {shown ?? <Icon name="download" />}
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
