package dataset

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// File is a file to import. Its name is the base name, without ".gz"; what Open returns is not compressed.
type File struct {
	Name string
	Open func() (io.ReadCloser, error)
}

// Open lists the tables (.csv, .tsv, .txt, also compressed with gzip) that the paths name: files, the files directly
// in folders, and those anywhere in zip archives. release closes the archives. It fails if a path is not there, if
// there is no table, or if two have one name: one table of a kind is imported at a time.
func Open(paths ...string) (files []File, release func() error, err error) {
	var archives []io.Closer
	closeAll := func() error {
		var errs []error
		for _, a := range archives {
			errs = append(errs, a.Close())
		}
		return errors.Join(errs...)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, closeAll())
		}
	}()
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case info.IsDir():
			found, err := Folder(os.DirFS(p))
			if err != nil {
				return nil, nil, err
			}
			files = append(files, found...)
		case strings.EqualFold(filepath.Ext(p), ".zip"):
			archive, err := zip.OpenReader(p)
			if err != nil {
				return nil, nil, fmt.Errorf("open %s: %w", p, err)
			}
			archives = append(archives, archive)
			for _, f := range archive.File {
				if isTable(f.Name) {
					files = append(files, file(path.Base(f.Name), f.Open))
				}
			}
		default:
			files = append(files, file(filepath.Base(p), func() (io.ReadCloser, error) { return os.Open(p) }))
		}
	}
	if len(files) == 0 {
		return nil, nil, fmt.Errorf("there is no table (.csv, .tsv, .txt or .gz) in %s", strings.Join(paths, ", "))
	}
	seen := map[string]bool{}
	for _, f := range files {
		if seen[f.Name] {
			return nil, nil, fmt.Errorf("there are two tables named %s; import one at a time", f.Name)
		}
		seen[f.Name] = true
	}
	return files, closeAll, nil
}

// Folder lists the tables directly in a file system.
func Folder(fsys fs.FS) ([]File, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var files []File
	for _, e := range entries {
		if name := e.Name(); !e.IsDir() && isTable(name) {
			files = append(files, file(name, func() (io.ReadCloser, error) { return fsys.Open(name) }))
		}
	}
	return files, nil
}

func isTable(name string) bool {
	ext := strings.ToLower(path.Ext(strings.TrimSuffix(name, ".gz")))
	return slices.Contains([]string{".csv", ".tsv", ".txt"}, ext) && !strings.HasPrefix(path.Base(name), ".")
}

func file(name string, open func() (io.ReadCloser, error)) File {
	return File{Name: strings.TrimSuffix(name, ".gz"), Open: func() (io.ReadCloser, error) {
		raw, err := open()
		if err != nil {
			return nil, err
		}
		return expand(raw)
	}}
}

// expand takes gzip away where its first bytes say that it is there.
func expand(raw io.ReadCloser) (io.ReadCloser, error) {
	buffered := bufio.NewReader(raw)
	magic, _ := buffered.Peek(2)
	if string(magic) != "\x1f\x8b" {
		return readCloser{buffered, raw}, nil
	}
	plain, err := gzip.NewReader(buffered)
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	return readCloser{plain, raw}, nil
}

type readCloser struct {
	io.Reader
	io.Closer
}
