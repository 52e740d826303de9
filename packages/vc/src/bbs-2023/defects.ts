/** The codes of malformed octets. */
export const DEFECTS = {
  length: 'invalidLength',
  point: 'invalidPoint',
  scalar: 'invalidScalar',
} as const
