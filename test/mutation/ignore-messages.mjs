/** Leaves the texts of errors as they are: they are for logs and may change. Codes, which come before them, are changed. */
const messages = {
  shouldIgnore({ key, listKey, parent }) {
    if (listKey !== 'arguments') return undefined
    const { name } = parent.callee
    if (parent.type === 'NewExpression') {
      const place = ['Error', 'RangeError', 'TypeError'].includes(name) ? 0 : 1
      return name?.endsWith('Error') && key === place ? reason : undefined
    }
    // What makes an error of a text, which is the last that it is given.
    const isLast = key === parent.arguments.length - 1
    return ['malformed', 'unasked'].includes(name) && isLast ? reason : undefined
  },
}

const reason = 'the text of an error'

export const strykerPlugins = [{ kind: 'Ignore', name: 'messages', value: messages }]
