// pngjs comes without types: what is used of it, and no more.

declare module 'pngjs' {
  /** An image of four octets a pixel, RGBA. */
  export class PNG {
    constructor(options: { width: number; height: number })
    width: number
    height: number
    data: Buffer
    static sync: {
      read(buffer: Buffer): PNG
      write(png: PNG): Buffer
    }
  }
}
