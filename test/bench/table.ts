import type { Row } from './row.ts'

/** Rows as a table of Markdown. */
export function createTable(rows: readonly Row[]): string {
  const lines = [columns, columns.map(() => '---'), ...rows.map(cellsOf)]
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

const columns = ['group', 'operation', 'messages', 'peer', 'ours', 'theirs', 'unit', 'theirs/ours']

function cellsOf(row: Row): string[] {
  const { group, operation, messages, peer, ours, theirs, unit, ratio } = row
  const figures = [ours, theirs].map((figure) => formatFigure(figure, unit))
  const count = messages === 0 ? '' : String(messages)
  return [group, operation, count, peer, ...figures, unit, ratio.toFixed(2)]
}

function formatFigure(figure: number, unit: Row['unit']): string {
  if (unit === 'octets') return String(figure)
  return figure.toFixed(figure < 10 ? 2 : 1)
}
