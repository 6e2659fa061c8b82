package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// synthetic makes the native tables of a generated network of n organisations, once.
func (b *bench) synthetic(ctx context.Context, n int) (folder string, err error) {
	return b.once(fmt.Sprintf("tables-%d", n), func(path string) error {
		if err := os.Mkdir(path, 0o755); err != nil {
			return err
		}
		return b.generate(ctx, n, "--to", path)
	})
}

// store makes an SQLite store that holds the same, once.
func (b *bench) store(ctx context.Context, n int) (file string, err error) {
	folder, err := b.once(fmt.Sprintf("store-%d", n), func(path string) error {
		if err := os.Mkdir(path, 0o755); err != nil {
			return err
		}
		return b.generate(ctx, n, "--store", "sqlite:"+filepath.Join(path, "network.db"))
	})
	return filepath.Join(folder, "network.db"), err
}

// A prepared network is there as a store and, for those who read no store, as tables.
type prepared struct {
	name           string
	tables, themes string // the folder of the tables, and the one of all themes
	store          string // the file
}

// generated is a generated network of n organisations.
func (b *bench) generated(ctx context.Context, n int) (prepared, error) {
	tables, err := b.synthetic(ctx, n)
	if err != nil {
		return prepared{}, err
	}
	store, err := b.store(ctx, n)
	return prepared{fmt.Sprintf("%d organisations", n), tables, "seed/reference/themes.csv", store}, err
}

func (b *bench) generate(ctx context.Context, n int, to ...string) error {
	return command(ctx, b.program, append([]string{"generate", "--organisations", strconv.Itoa(n), "--seed", "1"}, to...)...)
}

// once makes what has this name in the folder, if it is not there. What was left half made is made anew.
func (b *bench) once(name string, build func(path string) error) (string, error) {
	path := filepath.Join(b.dir, name)
	if _, err := os.Stat(path); err == nil {
		return path, nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return "", err
	}
	half := path + ".half"
	if err := os.RemoveAll(half); err != nil {
		return "", err
	}
	if err := build(half); err != nil {
		return "", err
	}
	return path, os.Rename(half, path)
}

// copyFile copies a database file that is not open and removes what was beside an older one.
func copyFile(from, to string) error {
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(to + end); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
