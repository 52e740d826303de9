import { instantOf, isDateTime, namesZone } from '@unscored/core'
import { describe, expect, test } from 'vitest'

describe('an XSD dateTime', () => {
  test.each([
    '2021-05-01T00:00:00Z',
    '2021-05-01T00:00:00',
    '2021-05-01T24:00:00Z',
    '2024-02-29T23:59:59.123456789+14:00',
    '0001-01-01T00:00:00-13:59',
  ])('is %s', (text) => {
    expect(isDateTime(text)).toBe(true)
  })

  test.each([
    '',
    '2021-05-01',
    '2021-02-29T00:00:00Z',
    '2021-05-01T24:00:01Z',
    '2021-05-01T00:00:60Z',
    '2021-05-01T00:00:00+14:01',
    '0000-01-01T00:00:00Z',
    '2021-05-01T00:00:00Z\n',
    ' 2021-05-01T00:00:00Z',
    1619827200000,
    null,
    ['2021-05-01T00:00:00Z'],
  ])('is not %j', (value) => {
    expect(isDateTime(value)).toBe(false)
  })

  test('is read in UTC, whether it says so or not', () => {
    const instant = new Date(Date.UTC(2021, 4, 1))
    expect(instantOf('2021-05-01T00:00:00Z')).toEqual(instant)
    expect(instantOf('2021-05-01T00:00:00')).toEqual(instant)
    expect(instantOf('2021-05-01T02:00:00+02:00')).toEqual(instant)
  })

  test('says which instant it means with a zone alone', () => {
    expect(namesZone('2021-05-01T00:00:00Z')).toBe(true)
    expect(namesZone('2021-05-01T00:00:00-01:00')).toBe(true)
    expect(namesZone('2021-05-01T00:00:00')).toBe(false)
  })
})
