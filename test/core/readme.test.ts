import { expect, test } from 'vitest'
import { runReadme } from '../support/readme.ts'

test('the example of the README runs and prints what it says', async () => {
  const { promised, printed } = await runReadme('core')
  expect(promised).toHaveLength(3)
  expect(printed).toEqual(promised)
})
