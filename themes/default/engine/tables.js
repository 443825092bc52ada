// What a search knows beforehand: the tables that the build folds by, which it packs in front of this part.
// Never depends on the archive.
(function (dangan) {
  'use strict';

  dangan.tables = JSON.parse(dangan.shards.utf8(dangan.inflate(dangan.shards.unpack(dangan.packedTables))));
}(window.dangan));
