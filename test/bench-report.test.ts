import { describe, expect, test } from 'vitest'
import { createChart } from './bench/chart.ts'
import { measureBatches } from './bench/groups/batch.ts'
import { measureCredentials } from './bench/groups/credential.ts'
import { measureRaw } from './bench/groups/raw.ts'
import { inTurns, measure, mediansOf } from './bench/measure.ts'
import { createRows, OURS, type Row } from './bench/row.ts'
import { createTable } from './bench/table.ts'

const subject = { group: 'raw', operation: 'sign', messages: 20, unit: 'ms' } as const
const figures = (ours: number, theirs: number) =>
  new Map([
    [OURS, ours],
    ['peer', theirs],
  ])

describe('rows', () => {
  test('there is one for each peer, and its ratio says how many times less ours costs', () => {
    const rows = createRows(subject, new Map([...figures(4, 10), ['other', 2]]))
    expect(rows).toEqual([
      { ...subject, peer: 'peer', ours: 4, theirs: 10, ratio: 2.5 },
      { ...subject, peer: 'other', ours: 4, theirs: 2, ratio: 0.5 },
    ])
  })

  test.each([
    ['ours is missing', new Map([['peer', 1]])],
    ['ours is nothing', figures(0, 1)],
    ['theirs is nothing', figures(1, 0)],
    ['theirs is negative', figures(1, -1)],
    ['ours is no number', figures(Number.NaN, 1)],
    ['theirs is infinite', figures(1, Number.POSITIVE_INFINITY)],
  ])('there is none where %s', (_, wrong) => {
    expect(() => createRows(subject, wrong)).toThrow('has no positive figure')
  })
})

describe('turns', () => {
  test('each round begins with the next operation', async () => {
    const done: string[] = []
    const operations = ['a', 'b', 'c'].map((peer) => ({
      peer,
      run: async () => done.push(peer),
    }))
    const results = await inTurns(operations, { rounds: 4, warmup: 0 })
    expect(done.join(' ')).toBe('a b c b c a c a b a b c')
    expect(results.get('b')).toEqual([2, 4, 9, 11])
  })

  test('the figure of many is their median', () => {
    const odd = mediansOf(new Map([['peer', [9, 1, 4]]]), (figure) => 10 * figure)
    const even = mediansOf(new Map([['peer', [9, 1, 4, 5]]]), (figure) => figure)
    expect([odd.get('peer'), even.get('peer')]).toEqual([40, 4.5])
  })

  test('all that was made in the rounds is checked', async () => {
    const checked: number[] = []
    let made = 0
    const run = async () => {
      const mine = made++
      return async () => void checked.push(mine)
    }
    const medians = await measure([{ peer: OURS, run }], { rounds: 3, warmup: 0 })
    expect(checked).toEqual([0, 1, 2])
    expect(medians.get(OURS)).toBeGreaterThanOrEqual(0)
  })

  test.each([
    [
      'an operation that fails',
      async () => {
        throw new Error('wrong')
      },
    ],
    [
      'one that made something wrong',
      async () => async () => {
        throw new Error('wrong')
      },
    ],
  ])('nothing is said about %s', async (_, run) => {
    const measured = measure([{ peer: OURS, run }], { rounds: 1, warmup: 0 })
    await expect(measured).rejects.toThrow('wrong')
  })
})

test('the table has a line for each row, with decimals where they mean something', () => {
  const rows: Row[] = [
    ...createRows(subject, figures(3.456, 27.21)),
    ...createRows(
      { group: 'size', operation: 'verify', messages: 0, unit: 'octets' },
      figures(80, 112),
    ),
  ]
  expect(createTable(rows)).toBe(
    [
      '| group | operation | messages | peer | ours | theirs | unit | theirs/ours |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      '| raw | sign | 20 | peer | 3.46 | 27.2 | ms | 7.87 |',
      '| size | verify |  | peer | 80 | 112 | octets | 1.40 |',
      '',
    ].join('\n'),
  )
})

describe('the chart', () => {
  const rowsOf = (counts: readonly number[]) =>
    ['sign', 'derive'].flatMap((operation) =>
      counts.flatMap((messages) =>
        createRows(
          { ...subject, operation, messages },
          new Map([...figures(messages, 4 * messages), ['<other> & co', 2 * messages]]),
        ),
      ),
    )
  const lines = (svg: string) =>
    [...svg.matchAll(/points="([^"]*)"/g)].map(([, points = '']) =>
      points.split(' ').map((point) => point.split(',').map(Number)),
    )

  test('has a line for each library in each panel, and a place for each count of messages', () => {
    const drawn = lines(createChart(rowsOf([5, 10, 100])))
    expect(drawn).toHaveLength(2 * 3)
    for (const points of drawn) expect(points).toHaveLength(3)
  })

  test('draws more messages further right, and what costs more further up', () => {
    const [ours = [], peer = []] = lines(createChart(rowsOf([5, 10, 100])))
    const places = [ours[0], ours[1], ours[2]].map((point) => point ?? [])
    expect(places.map(([x]) => x)).toEqual([...places.map(([x = 0]) => x)].sort((a, b) => a - b))
    expect(new Set(places.map(([x]) => x)).size).toBe(3)
    expect(peer[0]?.[0]).toBe(ours[0]?.[0])
    expect(peer[0]?.[1]).toBeLessThan(ours[0]?.[1] ?? 0)
    expect(ours[2]?.[1]).toBeLessThan(ours[0]?.[1] ?? 0)
  })

  test('draws a single count of messages too', () => {
    const svg = createChart(rowsOf([20]))
    for (const place of lines(svg).flat(2)) expect(place).toBeGreaterThanOrEqual(0)
  })

  test('leaves out what is not raw or no time', () => {
    const others = [
      ...createRows({ ...subject, group: 'credential' }, figures(1, 2)),
      ...createRows({ ...subject, unit: 'octets' }, figures(1, 2)),
    ]
    expect(createChart([...rowsOf([5, 20]), ...others])).toBe(createChart(rowsOf([5, 20])))
  })

  test('escapes names', () => {
    const svg = createChart(rowsOf([20]))
    expect(svg).toContain('&lt;other> &amp; co')
    expect(svg).not.toContain('<other>')
  })
})

describe('groups', () => {
  const once = { rounds: 1, warmup: 0 }

  test.each([
    ['raw', () => measureRaw({ messages: [1, 3], operations: once }), 2 * 6 * 3],
    ['batch', () => measureBatches({ batches: [1, 3], operations: once }), 2 * 2],
    ['credential', () => measureCredentials({ operations: once }), 3 * 2],
  ])(
    '%s gives rows whose figures are positive and whose ratio is theirs over ours',
    async (group, measureGroup, count) => {
      const rows = await measureGroup()
      expect(rows).toHaveLength(count)
      for (const row of rows) {
        expect(row.group).toBe(group)
        expect(row.ours).toBeGreaterThan(0)
        expect(row.theirs).toBeGreaterThan(0)
        expect(row.theirs).toBeLessThan(Number.POSITIVE_INFINITY)
        expect(row.ratio).toBe(row.theirs / row.ours)
      }
    },
  )
})
