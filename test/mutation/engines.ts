import { engines as all } from '../bbs/engines.ts'

export { FIXTURES } from '../bbs/engines.ts'

/** Without the curve of noble, whose repetition of every test takes as long as all others and finds the same mutants. */
export const engines = all.filter(({ name }) => name === 'mcl')
