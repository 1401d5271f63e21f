import { ServiceUnavailableError } from '@backstage/errors';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { askPlugin } from './askPlugin';

const broken = (code: string) =>
  Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('read'), { code }),
  });

describe('askPlugin', () => {
  it.each([
    broken('ECONNRESET'),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    Object.assign(new Error('Request failed with 503'), { statusCode: 503 }),
  ])('asks once more after "%s"', async error => {
    const ask = jest.fn().mockRejectedValueOnce(error).mockResolvedValue(42);
    await expect(askPlugin('catalog', ask)).resolves.toBe(42);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it('says what to do where there is no answer', async () => {
    const ask = jest.fn().mockRejectedValue(broken('ECONNREFUSED'));
    const failed = askPlugin('catalog', ask);
    await expect(failed).rejects.toThrow(ServiceUnavailableError);
    await expect(failed).rejects.toThrow(/catalog backend .* try again/);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it.each([
    Object.assign(new Error('Request failed with 403'), { statusCode: 403 }),
    new TypeError('x is not a function'),
  ])('passes on what is no broken connection: %s', async error => {
    const ask = jest.fn().mockRejectedValue(error);
    await expect(askPlugin('catalog', ask)).rejects.toBe(error);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  describe('of a server', () => {
    let server: Server;
    let resets = 0;

    beforeAll(async () => {
      server = createServer((request, response) => {
        if (resets > 0) {
          resets -= 1;
          request.socket.resetAndDestroy();
        } else {
          response.end('{}');
        }
      });
      await new Promise<void>(resolve => {
        server.listen(0, '127.0.0.1', resolve);
      });
    });

    afterAll(() => {
      server.closeAllConnections();
      server.close();
    });

    const get = () =>
      askPlugin('catalog', async () => {
        const { port } = server.address() as AddressInfo;
        return (await fetch(`http://127.0.0.1:${port}/`)).status;
      });

    it.each([
      [1, 200],
      [2, 'ServiceUnavailableError'],
    ])('that resets %s connections gives %s', async (count, expected) => {
      resets = count;
      expect(await get().catch(error => error.name)).toBe(expected);
    });
  });
});
