/** Leaves the texts of errors as they are: they are for logs and may change. Codes, which come before them, are changed. */
const messages = {
  shouldIgnore({ key, listKey, parent }) {
    if (listKey !== 'arguments' || parent?.type !== 'NewExpression') return undefined
    const { name } = parent.callee
    const place = ['Error', 'RangeError', 'TypeError'].includes(name) ? 0 : 1
    return name?.endsWith('Error') && key === place ? 'the text of an error' : undefined
  },
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: messages }]
