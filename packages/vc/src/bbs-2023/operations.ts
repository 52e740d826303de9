import { createProof, sign, verify, verifyProof } from '@unscored/bbs'

/** The operations of BBS, wherever they are carried out: in this thread, in workers, in a device that holds a key. */
export interface BbsOperations {
  readonly sign: typeof sign
  readonly verify: typeof verify
  readonly createProof: typeof createProof
  readonly verifyProof: typeof verifyProof
}

/** The operations in this thread. */
export const inThisThread: BbsOperations = { sign, verify, createProof, verifyProof }
