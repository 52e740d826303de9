/** What an issuer knows of a person whose credentials are bound to a secret. */
export interface PersonRecord {
  /** The registration value of the secret; see `registrationOf` of `@unscored/vc`. */
  readonly registration: string
  /** Where the credentials under it are listed. */
  readonly credentials: readonly RevocationPlace[]
}

/** Where it is listed whether a credential was revoked. */
export interface RevocationPlace {
  readonly list: number
  /** Of no other credential of the list. */
  readonly id: number
}

/** A list of up to 65,534 credentials. */
export interface ListRecord {
  /** Numbers that credentials have, in the order of their issue. */
  readonly issued: readonly number[]
  /** Those that are revoked. */
  readonly revoked: readonly number[]
  /** Those of them that were so in the last published epoch. */
  readonly published: readonly number[]
}

/** What there is one of. */
export interface HeadRecord {
  /** How many lists there are. */
  readonly lists: number
  /** The last epoch that was published; absent before the first. */
  readonly epoch?: number
}

/** All that an issuer remembers, by kind; each record is JSON. */
export interface IssuerRecords {
  /** By whatever the issuer knows a person by. */
  readonly person: PersonRecord
  /** The person whose a registration value is, or was, by the value. */
  readonly registration: string
  /** By number, in decimal. */
  readonly list: ListRecord
  /** By the one key `head`. */
  readonly head: HeadRecord
}

/** The records of one transaction. */
export interface IssuerTransaction {
  get<Kind extends keyof IssuerRecords>(
    kind: Kind,
    key: string,
  ): Promise<IssuerRecords[Kind] | undefined>
  set<Kind extends keyof IssuerRecords>(
    kind: Kind,
    key: string,
    record: IssuerRecords[Kind],
  ): Promise<void>
}

/**
 * Where an issuer remembers to whom it gave what: a database of its own, which nobody else needs to see. Nothing of what is
 * stored is in what it publishes but the numbers of revoked credentials.
 */
export interface IssuerStore {
  /** Runs work as if nothing else ran meanwhile, and keeps all that it sets, or nothing where it throws. */
  transaction<Result>(work: (records: IssuerTransaction) => Promise<Result>): Promise<Result>
}

/** All records as JSON: kind, key and record of each. */
export type IssuerState = readonly IssuerStateEntry[]

/** A record of an {@link IssuerState}. */
export type IssuerStateEntry = {
  readonly [Kind in keyof IssuerRecords]: readonly [Kind, string, IssuerRecords[Kind]]
}[keyof IssuerRecords]

/** A store in memory, from what one held before; for tests, and for issuers that keep little enough to write it down whole. */
export interface MemoryIssuerStore extends IssuerStore {
  state(): IssuerState
}

/** Makes a {@link MemoryIssuerStore}. */
export function createMemoryIssuerStore(state: IssuerState = []): MemoryIssuerStore {
  const kept = new Map(state.map((entry) => [nameOf(entry[0], entry[1]), entry]))
  let last: Promise<unknown> = Promise.resolve()
  return {
    state: () => [...kept.values()],
    transaction: (work) => {
      const next = last.then(async () => {
        const changed = new Map<string, IssuerStateEntry>()
        const result = await work({
          get: async (kind, key) => {
            const name = nameOf(kind, key)
            // What is kept under the name of a kind is of that kind.
            return (changed.get(name) ?? kept.get(name))?.[2] as
              | IssuerRecords[typeof kind]
              | undefined
          },
          set: async (kind, key, record) => {
            changed.set(nameOf(kind, key), [kind, key, record] as unknown as IssuerStateEntry)
          },
        })
        for (const [name, entry] of changed) kept.set(name, entry)
        return result
      })
      last = next.catch(() => undefined)
      return next
    },
  }
}

function nameOf(kind: string, key: string): string {
  return `${kind} ${key}`
}
