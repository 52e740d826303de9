/** How finely a day is told. */
export type Granularity = 'day' | 'week' | 'month' | 'year'

/** What is known of a member of somebody. */
export type Known =
  /** Its value; a month or a year where the member is a day: all of its days. */
  | { readonly value: string | number }
  /** Between what it lies, both included: days or integers. */
  | { readonly from: string | number; readonly until: string | number }
  | { readonly oneOf: readonly (string | number)[] }
  /** It will be told, whatever it is; of a day, in which week (of ISO 8601), month or year. */
  | { readonly shown: Granularity }

/** What is known of somebody, by the names of members. */
export type Knowledge = Readonly<Record<string, Known>>
