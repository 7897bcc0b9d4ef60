import type { Finding } from './walk.ts'

const figure = (value: number | null, digits = 1): string =>
  value === null ? '—' : value.toFixed(digits)

const least = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>(
    (low, value) => (value === null ? low : low === null ? value : Math.min(low, value)),
    null,
  )

/** The figures of a whole run as a page of the documentation: one row for each scenario and shape. */
export function figuresOf(findings: readonly Finding[]): string {
  const shapes = [...new Set(findings.map(({ shape }) => shape))].sort(
    (a, b) => a.width / a.height - b.width / b.height,
  )
  const lines = [
    '# Wall check',
    '',
    'Written by `npm run wall:check -- --write`; see [wall.md](../wall.md). Angles are those of the smallest text of a zone',
    'at its own distance, in arc-minutes (at least 16); `state` and `numbers` from the scanning distance (at least 22).',
    'Contrast is that of the weakest text (at least 4.5 : 1); a dash where no picture was measured. The last column counts',
    `what falls short. This run: ${findings.length} pictures, ${findings.filter(({ verdict }) => verdict.faults.length > 0).length} of them fall short.`,
    '',
    '| shape | wall | glance / scan / read | glance | state | numbers | scan | read | contrast | pictures | short |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ]
  for (const shape of shapes) {
    const of = findings.filter((finding) => finding.shape === shape).map(({ verdict }) => verdict)
    const { widthMm, heightMm, glanceM, scanM, readM } = shape.sight
    const cells = [
      least(of.map(({ minutes }) => minutes.glance)),
      least(of.map(({ stateMinutes }) => stateMinutes)),
      least(of.map(({ numberMinutes }) => numberMinutes)),
      least(of.map(({ minutes }) => minutes.scan)),
      least(of.map(({ minutes }) => minutes.read)),
      least(of.map(({ contrast }) => contrast)),
    ].map((value) => figure(value))
    const short = of.filter(({ faults }) => faults.length > 0).length
    lines.push(
      `| ${shape.id} | ${(widthMm / 1000).toFixed(2)} × ${(heightMm / 1000).toFixed(2)} m | ${glanceM} / ${scanM} / ${readM} m | ${cells.join(' | ')} | ${of.length} | ${short} |`,
    )
  }
  lines.push(
    '',
    '| scenario | shape | texts | glance | scan | read | contrast | saturated | short |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  )
  const rows = [...findings].sort((a, b) =>
    a.scenario < b.scenario
      ? -1
      : a.scenario > b.scenario
        ? 1
        : a.shape.width / a.shape.height - b.shape.width / b.shape.height,
  )
  for (const { scenario, shape, verdict } of rows) {
    const { minutes, contrast, texts, saturated, faults } = verdict
    lines.push(
      `| ${scenario} | ${shape.id} | ${texts} | ${figure(minutes.glance)} | ${figure(minutes.scan)} | ${figure(minutes.read)} | ${figure(contrast)} | ${contrast === null ? '—' : `${(saturated * 100).toFixed(0)} %`} | ${faults.length} |`,
    )
  }
  return `${lines.join('\n')}\n`
}
