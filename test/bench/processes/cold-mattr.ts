import { createKnownLoader, type PeerInputs, readInputs } from '../cold-inputs.ts'
import { verifyWithMattr } from '../stacks/mattr.ts'

const inputs = readInputs<PeerInputs>()
await verifyWithMattr(inputs.derived, createKnownLoader(inputs))
