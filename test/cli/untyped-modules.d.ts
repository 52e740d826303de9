/// <reference path="../../packages/cli/src/pngjs.d.ts" />
