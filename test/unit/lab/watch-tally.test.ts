import { describe, expect, it } from "vitest";
import { scoreWatch } from "../../../tools/lab/suites/watch/tally.ts";

const chunk = (probability: number, ...events: number[]) => ({ probability, events });

describe("a standing question's score", () => {
  const clips = [
    // The first event is seen in the second of its chunks, the other is missed; one alarm is false.
    { seconds: 1_800, chunks: [chunk(0.2, 0), chunk(0.8, 0), chunk(0.1, 1), chunk(0.6), chunk(0)] },
    { seconds: 1_800, chunks: [chunk(0.9, 0, 1), chunk(0.1)] },
  ];

  it("counts chunks that fire, events that are found, and false alarms by the hour", () => {
    expect(scoreWatch(clips, 0.5)).toMatchObject({
      fired: 3,
      right: 2,
      events: 4,
      found: 3,
      falseAlarmsPerHour: { mean: 1 },
    });
    const strict = scoreWatch(clips, 0.7);
    expect(strict).toMatchObject({ fired: 2, right: 2, found: 3, precision: { mean: 100 } });
    expect(strict.falseAlarmsPerHour.low).toBe(0);
    expect(strict.falseAlarmsPerHour.high).toBeCloseTo(3.69, 2);
    expect(strict.recall.low).toBeCloseTo(30.06, 1);
  });

  it("has no precision where nothing fires", () => {
    expect(scoreWatch(clips, 1).precision.mean).toBeNaN();
  });
});
