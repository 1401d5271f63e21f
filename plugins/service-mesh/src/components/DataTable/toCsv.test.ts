import { toCsv } from './toCsv';

describe('toCsv', () => {
  it('writes a line for the header and each row', () => {
    expect(
      toCsv(
        ['Name', 'Requests/s'],
        [
          ['web', 19.3],
          ['db', undefined],
        ],
      ),
    ).toBe('Name,Requests/s\r\nweb,19.3\r\ndb,\r\n');
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', "'+1"],
    ['-cmd', "'-cmd"],
    ['@sum', "'@sum"],
    ['  =1', "'  =1"],
    ['\t=1', "'\t=1"],
    ['playlists-api', 'playlists-api'],
  ])('writes %p as %p', (text, written) => {
    expect(toCsv([], [[text]])).toBe(`\r\n${written}\r\n`);
  });

  it.each([
    [-1.5, '-1.5'],
    [0, '0'],
    [NaN, ''],
    [Infinity, ''],
  ])('writes the number %p as %p', (value, written) => {
    expect(toCsv([], [[value]])).toBe(`\r\n${written}\r\n`);
  });
});
