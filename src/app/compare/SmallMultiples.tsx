import type { Comparison } from "../../store/compare/types.ts";
import { columnFacts, type ColumnFacts } from "./column-facts.ts";
import { QUALITY_CHARTS, type QualityChart } from "./quality-charts.ts";

function Chart({
  chart,
  facts,
}: {
  readonly chart: QualityChart;
  readonly facts: readonly ColumnFacts[];
}) {
  const rows = facts.map((one) => ({ one, value: chart.value(one) }));
  const numbers = rows.flatMap(({ value }) => (value.kind === "number" ? [value.value] : []));
  const most = chart.most ?? Math.max(...numbers, Number.MIN_VALUE);
  return (
    <figure className="multiple">
      <figcaption>
        <b>{chart.name}</b> {chart.about}
      </figcaption>
      <dl>
        {rows.map(({ one: { place, number, title }, value }) => (
          <div key={place} className="bar-row">
            <dt>
              <span className="number">{number ?? ""}</span>
              <span className="words">{title}</span>
            </dt>
            <dd data-none={value.kind === "none" || undefined}>
              {value.kind === "number" && (
                <i
                  aria-hidden="true"
                  style={{ "--share": Math.min(1, Math.max(0, value.value / most)) }}
                />
              )}
              <span>{value.words}</span>
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

/** What each column keeps and loses, in four charts that share their rows. */
export function SmallMultiples({ comparison }: { readonly comparison: Comparison }) {
  const facts = columnFacts(comparison);
  return (
    <section className="multiples" aria-label="What is kept and lost">
      <h4>What is kept and lost</h4>
      <div className="charts">
        {QUALITY_CHARTS.map((chart) => (
          <Chart key={chart.name} chart={chart} facts={facts} />
        ))}
      </div>
    </section>
  );
}
