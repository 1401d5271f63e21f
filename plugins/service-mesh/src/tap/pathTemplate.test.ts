import { pathTemplate } from './pathTemplate';

describe('pathTemplate', () => {
  it.each([
    ['/', '/'],
    ['/videos', '/videos'],
    ['/videos/4711', '/videos/{id}'],
    ['/videos/4711/comments/9?limit=20', '/videos/{id}/comments/{id}'],
    ['/videos/4711#top', '/videos/{id}'],
    ['/playlists/harbour%20lights', '/playlists/{id}'],
    ['/u/3f2504e0-4f89-11d3-9a0c-0305e82c3301/', '/u/{id}/'],
    ['/blobs/9e107d9d372bb6826bd81d3542a419d6', '/blobs/{id}'],
    ['/o/01ARZ3NDEKTSV4RRFFQ69G5FAV', '/o/{id}'],
    ['/days/2026-01-31', '/days/{id}'],
    ['/days/2026-01-31T10:00:00Z', '/days/{id}'],
    ['/mail/vera@example.com', '/mail/{id}'],
    ['/s/eyJhbGciOiJIUzI1NiJ9.e30', '/s/{id}'],
    ['/orders/order-4711', '/orders/order-{id}'],
    ['/at/52.5/13.4', '/at/{id}/{id}'],
    // what names a resource stays
    ['/api/v1/books', '/api/v1/books'],
    ['/oauth2/token', '/oauth2/token'],
    ['/face', '/face'],
    ['/deadbeef', '/deadbeef'],
    [
      '/books/the-go-programming-language',
      '/books/the-go-programming-language',
    ],
    ['/rfc-791', '/rfc-791'],
    [
      '/emojivoto.v1.EmojiService/FindByShortcode',
      '/emojivoto.v1.EmojiService/FindByShortcode',
    ],
    ['', ''],
  ])('reads %s as %s', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });
});
