import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build as buildWithEsbuild } from 'esbuild'
import { build as buildWithVite } from 'vite'
import webpack from 'webpack'

/**
 * Builds the page of a folder, its `index.html` and `page.js`, for browsers, with no more settings than any page needs.
 *
 * @param folder Where the page and its `node_modules` are.
 * @param site Where to put what is served.
 */
export type Bundler = (folder: string, site: string) => Promise<void>

export const bundlers: Readonly<Record<string, Bundler>> = {
  vite: async (folder, site) => {
    await buildWithVite({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      build: { outDir: site, target: 'es2022' },
    })
  },

  esbuild: async (folder, site) => {
    await buildWithEsbuild({
      absWorkingDir: folder,
      entryPoints: ['page.js'],
      outdir: site,
      bundle: true,
      splitting: true,
      format: 'esm',
      minify: true,
      logLevel: 'silent',
    })
    await copyFile(join(folder, 'index.html'), join(site, 'index.html'))
  },

  webpack: async (folder, site) => {
    await runWebpack({
      mode: 'production',
      context: folder,
      entry: './page.js',
      output: { path: site, filename: 'page.js', publicPath: '/' },
      // It would take longer than all else here.
      optimization: { minimize: false },
    })
    await copyFile(join(folder, 'index.html'), join(site, 'index.html'))
  },
}

function runWebpack(configuration: webpack.Configuration): Promise<void> {
  return new Promise((resolve, reject) => {
    webpack(configuration, (error, stats) => {
      if (error !== null) reject(error)
      else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')))
      else resolve()
    })
  })
}
