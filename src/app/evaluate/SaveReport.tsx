import { benchmarkCsv, benchmarkMarkdown } from "../../evaluation/report.ts";
import { answersText } from "../../store/evaluate/answers-file.ts";
import { evaluationDocument, samplesIn } from "../../store/evaluate/evaluation.ts";
import type { Evaluation } from "../../store/evaluate/types.ts";
import { SaveItem, SaveMenu } from "../ui/SaveMenu.tsx";
import { saveText } from "../values/save-file.ts";
import { slugOf } from "../values/slug.ts";
import { VERSION } from "../values/version.ts";

/** Saves the report of what was asked so far, as the lab writes it. */
export function SaveReport({ evaluation }: { readonly evaluation: Evaluation }) {
  const { head, records } = evaluation;
  const isEmpty = records.every(({ byRequest }) => Object.keys(byRequest).length === 0);
  if (isEmpty) return null;
  const document = () =>
    evaluationDocument(evaluation, `Made in the page by Framewise ${VERSION}.`);
  const save = (text: string, type: string, extension: string) =>
    saveText(text, type, `${head.benchmark}_${slugOf(head.modelId)}.${extension}`);
  return (
    <SaveMenu name="Save the report" words="Save the report">
      <SaveItem onSave={() => save(benchmarkMarkdown(document()), "text/markdown", "md")}>
        Markdown
      </SaveItem>
      <SaveItem onSave={() => save(benchmarkCsv(document()), "text/csv", "csv")}>CSV</SaveItem>
      <SaveItem
        onSave={() =>
          save(`${JSON.stringify(document(), undefined, 2)}\n`, "application/json", "json")
        }
      >
        JSON
      </SaveItem>
      <SaveItem
        onSave={() =>
          save(
            answersText({ head, samples: samplesIn(evaluation) }),
            "application/jsonl",
            "answers.jsonl",
          )
        }
      >
        Answers, to be added elsewhere
      </SaveItem>
    </SaveMenu>
  );
}
