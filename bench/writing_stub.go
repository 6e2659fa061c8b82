package main

import "context"

func unwindImport(ctx context.Context, b *bench, r *report, n int) error { return nil }
func readsMeanwhile(ctx context.Context, b *bench, r *report) error { return nil }
