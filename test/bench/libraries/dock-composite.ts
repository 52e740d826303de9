import type { Composite } from './composite.ts'

/** By which protocol it proves that a message is in a range. */
export type RangeProtocol = 'Bulletproofs++' | 'set membership'

const MESSAGES = 20
const SECRET = 0
const SHOWN = [1, 2, 3, 4, 5]
const DATE = 6
const NUMBER = 7

/** 2021-01-01 and the day after 2021-12-31, in days since 1970. */
const FROM = 18_628
const UNTIL = 18_993

/**
 * Two credentials of one secret, of the first of which a date lies in a range and a number is none of the revoked: by its
 * accumulator of Karantaidou and Baldimtsi, which takes it less time than its others and makes shorter proofs.
 */
export async function loadDockComposite(protocol: RangeProtocol): Promise<Composite> {
  const {
    Accumulator,
    BBSKeypair,
    BBSSignature,
    BBSSignatureParams,
    BoundCheckBppParams,
    BoundCheckSmcParams,
    CompositeProof,
    initializeWasm,
    KBUniversalAccumulator,
    MetaStatements,
    QuasiProofSpec,
    SetupParam,
    Statement,
    Statements,
    Witness,
    WitnessEqualityMetaStatement,
    Witnesses,
  } = await import('@docknetwork/crypto-wasm-ts')
  await initializeWasm()
  const label = new TextEncoder().encode('bench')
  const nonce = new Uint8Array(32).fill(1)
  const params = BBSSignatureParams.generate(MESSAGES, label)
  const secret = BBSSignature.encodeMessageForSigning(crypto.getRandomValues(new Uint8Array(32)))
  const number = (value: number) => Accumulator.encodePositiveNumberAsAccumulatorMember(value)
  const credentials = ['one', 'other'].map((name) => {
    const { secretKey, publicKey } = BBSKeypair.generate(params)
    const messages = Array.from({ length: MESSAGES }, (_, i) =>
      BBSSignature.encodeMessageForSigning(new TextEncoder().encode(`claim ${i} of ${name}`)),
    )
    messages[SECRET] = secret
    messages[DATE] = BBSSignature.encodePositiveNumberForSigning(FROM + 100)
    messages[NUMBER] = number(200)
    const all = [...messages.entries()]
    return {
      publicKey,
      signature: BBSSignature.generate(messages, secretKey, params, false),
      shown: new Map(all.filter(([i]) => SHOWN.includes(i))),
      hidden: new Map(all.filter(([i]) => !SHOWN.includes(i))),
    }
  })
  const [dated, numbered] = [DATE, NUMBER].map((i) => credentials[0]?.hidden.get(i)) as [
    Uint8Array,
    Uint8Array,
  ]

  const accumulatorParams = Accumulator.generateParams(label)
  const keys = Accumulator.generateKeypair(accumulatorParams)
  const accumulator = await KBUniversalAccumulator.initialize(
    [100, 200, 300].map(number),
    accumulatorParams,
    keys.secretKey,
  )
  await accumulator.addBatch([100, 300].map(number), keys.secretKey)
  const absence = await accumulator.nonMembershipWitness(numbered, keys.secretKey)
  const { nonMem } = accumulator.accumulated

  const range = {
    'Bulletproofs++': () => ({
      setup: SetupParam.bppSetupParamsUncompressed(new BoundCheckBppParams(label).decompress()),
      statement: (setup: number) => Statement.boundCheckBppFromSetupParamRefs(FROM, UNTIL, setup),
      witness: Witness.boundCheckBpp,
    }),
    'set membership': () => ({
      setup: SetupParam.smcSetupParamsUncompressed(new BoundCheckSmcParams(label).decompress()),
      statement: (setup: number) => Statement.boundCheckSmcFromSetupParamRefs(FROM, UNTIL, setup),
      witness: Witness.boundCheckSmc,
    }),
  }[protocol]()
  // What is given here is decoded once for all statements that refer to it.
  const setups = [
    SetupParam.bbsSignatureParams(params),
    range.setup,
    ...credentials.map(({ publicKey }) => SetupParam.bbsPlusSignaturePublicKeyG2(publicKey)),
  ]
  const equalities = new MetaStatements()
  for (const equal of [
    [
      [0, SECRET],
      [1, SECRET],
    ],
    [
      [0, DATE],
      [2, 0],
    ],
    [
      [0, NUMBER],
      [3, 0],
    ],
  ] as const) {
    const equality = new WitnessEqualityMetaStatement()
    for (const [statement, witness] of equal) equality.addWitnessRef(statement, witness)
    equalities.addWitnessEquality(equality)
  }
  const specify = (all: readonly Uint8Array[]) => {
    const statements = new Statements()
    for (const statement of all) statements.add(statement)
    return new QuasiProofSpec(statements, equalities, setups)
  }
  return {
    prove: async () => {
      const witnesses = new Witnesses()
      for (const { signature, hidden } of credentials) {
        witnesses.add(Witness.bbsSignature(signature, hidden, false))
      }
      witnesses.add(range.witness(dated))
      witnesses.add(Witness.kbUniAccumulatorNonMembership(numbered, absence))
      const spec = specify([
        ...credentials.map(({ shown }) =>
          Statement.bbsSignatureProverFromSetupParamRefs(0, shown, false),
        ),
        range.statement(1),
        Statement.kbUniAccumulatorNonMembershipProver(nonMem),
      ])
      return CompositeProof.generateUsingQuasiProofSpec(spec, witnesses, nonce).bytes
    },
    verify: async (proof) => {
      const spec = specify([
        ...credentials.map(({ shown }, i) =>
          Statement.bbsSignatureVerifierFromSetupParamRefs(0, 2 + i, shown, false),
        ),
        range.statement(1),
        Statement.kbUniAccumulatorNonMembershipVerifier(accumulatorParams, keys.publicKey, nonMem),
      ])
      return new CompositeProof(proof).verifyUsingQuasiProofSpec(spec, nonce).verified
    },
  }
}
