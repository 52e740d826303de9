// Prints by how many octets the process has grown after a library, whose name is given, has done its work.
import { libraries } from '../libraries/libraries.ts'
import { assertTrue, createTask } from '../libraries/library.ts'

const MESSAGES = 20
const TIMES = 3

const before = process.memoryUsage.rss()
const [name = ''] = process.argv.slice(2)
const library = await libraries[name]?.(createTask(MESSAGES))
if (library === undefined) throw new Error('no library of this name')
for (let i = 0; i < TIMES; i++) {
  const signature = await library.sign()
  assertTrue(await library.verify(signature))
  assertTrue(await library.check(await library.derive(signature)))
}
console.log(process.memoryUsage.rss() - before)
