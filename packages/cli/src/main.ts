#!/usr/bin/env node
import * as files from 'node:fs/promises'
import process from 'node:process'
import { createDidWebResolver, createWebFetch } from '@unscored/did'
import { run } from './run.ts'

// Who reads along may leave: `unscored … | head`.
process.stdout.on('error', () => {})

const manifest: { version: string } = JSON.parse(
  await files.readFile(new URL('../package.json', import.meta.url), 'utf8'),
)

process.exitCode = await run(process.argv.slice(2), {
  version: manifest.version,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  files,
  now: () => new Date(),
  didMethods: createDidWebResolver(),
  fetch: createWebFetch(),
  onInterrupt: (listener) => {
    const signals = ['SIGINT', 'SIGTERM'] as const
    for (const signal of signals) process.once(signal, listener)
    return () => {
      for (const signal of signals) process.off(signal, listener)
    }
  },
})
