// What a search knows beforehand: the tables that the build folds by, in a script of their own.
// Never depends on the archive.
(function (dangan) {
  'use strict';

  dangan.tables = JSON.parse(dangan.shards.utf8(dangan.inflate(dangan.shards.unpacked(dangan.packedTables).bytes)));
}(window.dangan));
