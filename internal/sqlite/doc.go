// Package sqlite is a kg.Store in one SQLite file, written so that anyone can open and read it with any SQLite tool:
// each kind of record has a table with a column for each field. It knows nothing of views, GraphQL or HTTP.
//
// # The file
//
// Tables bear the plural of their kind (organisations, area_members) and are made from kg.Describe. Lists are JSON
// arrays of texts, booleans 0 and 1, amounts hundredths, moments seconds since 1970. Besides, store holds the revision,
// deletions the ids of what was deleted and when, and search_documents with search_words the full-text index.
// PRAGMA application_id tells that a file is a store and PRAGMA user_version the version of its tables.
//
// # What survives
//
// The journal is a write-ahead log with synchronous=FULL: once Apply has returned, its changes survive the end of the
// process and, if the disk keeps its word about syncing, the loss of power. A transaction cut short leaves no trace.
//
// # Who may open it
//
// One Store at a time may write a file: it holds a lock on FILE.lock, which the operating system releases when the
// process ends, however it ends. Any number may read it meanwhile; to see what is not yet in the file itself they share
// FILE-wal and FILE-shm, which SQLite makes beside it and may leave there, empty of anything that matters.
package sqlite
