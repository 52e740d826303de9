import {
  commit,
  createProof,
  generateKeyPair,
  MAX_MESSAGES,
  sign,
  verify,
  verifyCommitment,
  verifyProof,
} from '@unscored/bbs'
import { expect, test } from 'vitest'

const { secretKey, publicKey } = await generateKeyPair({ keyMaterial: new Uint8Array(32).fill(1) })
const noOctets = new Uint8Array()

test('as many messages as there may be are signed, and hidden in a proof', async () => {
  const messages = Array<Uint8Array>(MAX_MESSAGES).fill(noOctets)
  const signature = await sign({ secretKey, publicKey, messages })
  expect(await verify({ publicKey, signature, messages })).toBe(true)
  const proof = await createProof({ publicKey, signature, messages, disclosed: [] })
  expect(await verifyProof({ publicKey, proof, disclosed: new Map() })).toBe(true)
})

test('as many messages as there may be are committed to', async () => {
  const { commitment } = await commit({ messages: Array(MAX_MESSAGES).fill(noOctets) })
  expect(await verifyCommitment({ commitment })).toBe(true)
})

test('the number of a blind is one of those that there may be', async () => {
  const messages = Array<Uint8Array>(MAX_MESSAGES - 2).fill(noOctets)
  const blind = { messages: [noOctets] }
  const { commitment, proverBlind } = await commit(blind)
  const signature = await sign({ secretKey, publicKey, messages, blind: { commitment } })
  const signed = { publicKey, signature, messages, blind: { ...blind, proverBlind } }
  expect(await verify(signed)).toBe(true)
  const more = { ...signed, messages: [...messages, noOctets] }
  expect(await verify(more)).toBe(false)
  await expect(
    sign({ secretKey, publicKey, messages: more.messages, blind: { commitment } }),
  ).rejects.toThrow(RangeError)
})
