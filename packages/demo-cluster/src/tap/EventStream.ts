import type { ServerResponse } from 'node:http';
import { encodeEvent } from './events';
import type { TapFault } from './faults';
import { encodeFrame, LENGTH_BYTES } from './frame';
import type { TapEventMessage } from './messages';

/** So many events of each proxy wait for a client that is slow; what comes then is lost. */
const BUFFERED_EVENTS_PER_POD = 400;
const OVERSIZE_LENGTH = 0xffff_fff0;

/** The open answer of a tap. Its head goes out with the first event and not before; nothing ever ends it but the client or a broken connection. */
export class EventStream {
  private frames = 0;
  private waiting = 0;
  private isBlocked = false;
  private isBroken = false;

  constructor(
    private readonly response: ServerResponse,
    private readonly pods: number,
    private readonly fault: TapFault | undefined,
  ) {
    response.on('drain', () => {
      this.isBlocked = false;
      this.waiting = 0;
    });
  }

  /** Returns whether there was room for the event. */
  readonly send = (event: TapEventMessage): boolean => {
    const { response, fault } = this;
    if (this.isBroken || response.destroyed || fault?.kind === 'silent') {
      return true;
    }
    if (this.isBlocked) {
      // A flood is as much as the client takes: what waits of it would fill the memory of both.
      if (
        fault?.kind === 'flood' ||
        this.waiting >= BUFFERED_EVENTS_PER_POD * this.pods
      ) {
        return false;
      }
      this.waiting += 1;
    }
    const message = encodeEvent(
      fault?.kind === 'flood' ? padded(event, fault.padding ?? 0) : event,
    );
    if (fault?.kind === 'cut' && this.frames >= fault.afterFrames) {
      this.cut(fault.midFrame === true, message);
      return true;
    }
    const length =
      fault?.kind === 'oversize' && this.frames === fault.afterFrames
        ? fault.length ?? OVERSIZE_LENGTH
        : message.length;
    this.frames += 1;
    const frame = encodeFrame(message, length);
    this.write(
      fault?.kind === 'flood'
        ? Buffer.concat(Array<Buffer>(fault.copies).fill(frame))
        : frame,
    );
    return true;
  };

  /** Ends as a server that goes away: what was written leaves, the last chunk does not. */
  readonly cut = (
    midFrame: boolean,
    message: Uint8Array = new Uint8Array(64),
  ): void => {
    if (this.isBroken) {
      return;
    }
    this.isBroken = true;
    if (midFrame) {
      const half = LENGTH_BYTES + Math.floor(message.length / 2);
      this.write(encodeFrame(message).subarray(0, half));
    }
    this.response.socket?.destroySoon();
  };

  private write(bytes: Buffer): void {
    if (!this.response.headersSent) {
      this.response.setHeader('Content-Type', 'application/octet-stream');
    }
    this.isBlocked = !this.response.write(bytes) || this.isBlocked;
  }
}

function padded(event: TapEventMessage, characters: number): TapEventMessage {
  const { http } = event;
  return 'requestInit' in http
    ? {
        ...event,
        http: {
          requestInit: {
            ...http.requestInit,
            // In front, as nobody is shown what is behind a question mark.
            path: `/${'x'.repeat(characters)}${http.requestInit.path}`,
          },
        },
      }
    : event;
}
