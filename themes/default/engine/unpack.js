// Unpacks raw deflate (RFC 1951) by the browser's own means, or by inflate.js where it has none.
// Never packs.
(function (window, dangan) {
  'use strict';

  // A block of bytes as they are, not the last one (RFC 1951, 3.2.4): what was packed with a dictionary is unpacked
  // behind one that holds the dictionary.
  function asBlock(dictionary) {
    var length = dictionary.length;
    var block = new Uint8Array(length + 5);
    block.set([0, length & 0xFF, length >> 8, ~length & 0xFF, (~length >> 8) & 0xFF]);
    block.set(dictionary, 5);
    return block;
  }

  // Errors of writing show where the other end is read.
  function ignore() {}

  async function natively(bytes, dictionary) {
    var stream = new window.DecompressionStream('deflate-raw');
    var writer = stream.writable.getWriter();
    writer.write(asBlock(dictionary)).catch(ignore);
    writer.write(bytes).catch(ignore);
    writer.close().catch(ignore);
    var all = await new window.Response(stream.readable).arrayBuffer();
    return new Uint8Array(all, dictionary.length);
  }

  // Some browsers have such streams, but not of this kind.
  function isNative() {
    try {
      return Boolean(new window.DecompressionStream('deflate-raw'));
    } catch (error) {
      return false;
    }
  }

  // What turns packed bytes, and a dictionary of at most 32 KB that went before, into bytes or a promise of them.
  async function unpack() {
    if (isNative()) {
      return natively;
    }
    await dangan.parts.load('inflate');
    return dangan.inflate;
  }

  dangan.unpack = unpack;
}(window, window.dangan));
