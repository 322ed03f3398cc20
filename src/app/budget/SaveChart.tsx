// The chart as a picture or a table.

import { rangeWords } from "../../base/time-range.ts";
import { columnName } from "../../store/compare/columns.ts";
import { adapterOf, selectModelInfo } from "../../store/models/selectors.ts";
import { selectPlan, selectOpenVideo } from "../../store/selectors.ts";
import { useSession } from "../hooks/session.tsx";
import { aboutWords, exportName } from "../values/export-about.ts";
import { saveFile, saveText } from "../values/save-file.ts";
import { SaveItem, SaveMenu } from "../ui/SaveMenu.tsx";
import { barValues } from "../timeline/bar-values.ts";
import { chartCsv } from "../timeline/chart-csv.ts";
import { drawChart } from "../timeline/chart-png.ts";
import { chartSvg } from "../timeline/chart-svg.ts";
import { figurePictures } from "../timeline/figure-pictures.ts";

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
  const saveSvg = () => {
    const pictures = figurePictures(strip);
    const figure = { name, words, plan, bars, pictures, about: aboutWords(surroundings()) };
    saveText(chartSvg(figure), "image/svg+xml", fileName("svg"));
  };
  const saveCsv = () => {
    const csv = chartCsv({ name, plan, bars, looked: video.looked }, surroundings());
    saveFile(new Blob([csv], { type: "text/csv;charset=utf-8" }), fileName("csv"));
  };
  return (
    <SaveMenu name="Save the chart" words={shown}>
      <SaveItem onSave={savePng}>As a picture (PNG)</SaveItem>
      <SaveItem onSave={saveSvg}>As a figure for a paper (SVG)</SaveItem>
      <SaveItem onSave={saveCsv}>As a table (CSV)</SaveItem>
    </SaveMenu>
  );
}
