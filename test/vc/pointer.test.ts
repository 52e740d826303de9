import { parsePointer, pointerTo, resolvePointer } from '@unscored/vc'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const refusal = expect.objectContaining({ name: 'CredentialError', code: 'invalidPointer' })

test('names and indexes come back from the pointer made of them', () => {
  const path = fc.array(
    fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('~', '/', '~1', '')),
  )
  fc.assert(
    fc.property(path, (names) => {
      expect(parsePointer(pointerTo(...names))).toEqual(names)
    }),
    { seed: 1 },
  )
})

test.each(['a', 'a/b', '/~', '/~2', '/a~', ' /a', '#/a'])('%s is no pointer', (pointer) => {
  expect(() => parsePointer(pointer)).toThrow(refusal)
})

// The document and the results of RFC 6901 §5, whose test is the specification itself.
describe('a pointer points to', () => {
  const document = {
    foo: ['bar', 'baz'],
    '': 0,
    'a/b': 1,
    'c%d': 2,
    'm~n': 8,
    ' ': 7,
  }

  test.each([
    { pointer: '', value: document },
    { pointer: '/foo', value: ['bar', 'baz'] },
    { pointer: '/foo/0', value: 'bar' },
    { pointer: '/', value: 0 },
    { pointer: '/a~1b', value: 1 },
    { pointer: '/c%d', value: 2 },
    { pointer: '/m~0n', value: 8 },
    { pointer: '/ ', value: 7 },
  ])('$pointer', ({ pointer, value }) => {
    expect(resolvePointer(document, pointer)).toEqual(value)
  })

  test.each([
    ...['/foo/2', '/foo/-', '/foo/-1', '/foo/01', '/foo/1abc', '/foo/1e0', '/foo/length'],
    ...['/nothing', '/constructor', '/__proto__', '/toString', '/foo/0/length', '/ / '],
    ...['/foo/9007199254740993', '/foo/%30'],
  ])('nothing: %s', (pointer) => {
    expect(() => resolvePointer(document, pointer)).toThrow(refusal)
  })
})
