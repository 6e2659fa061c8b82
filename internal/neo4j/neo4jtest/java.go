package neo4jtest

import (
	"context"
	_ "embed"
	"encoding/xml"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

var (
	//go:embed pom.xml
	pom []byte
	//go:embed Neo4jServer.java
	source []byte
)

// javaEngine runs Neo4jServer.java on the packages of pom.xml.
func javaEngine(ctx context.Context) (engine, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return engine{}, fmt.Errorf("java: %w", err)
	}
	folder, err := install(ctx)
	if err != nil {
		return engine{}, fmt.Errorf("java: %w", err)
	}
	return engine{
		name: "java",
		command: func(home string, port int) *exec.Cmd {
			return javaCommand(java, folder, home, port)
		},
		ready: "READY",
		kill: func(command *exec.Cmd, _ int) error {
			if err := command.Process.Kill(); !errors.Is(err, os.ErrProcessDone) {
				return err
			}
			return nil
		},
	}, nil
}

func javaCommand(java, folder, home string, port int) *exec.Cmd {
	var args []string
	for _, pkg := range []string{"java.nio", "java.io", "sun.nio.ch"} { // as Neo4j's own launcher does
		args = append(args, "--add-opens=java.base/"+pkg+"=ALL-UNNAMED")
	}
	args = append(args,
		"-Dio.netty.tryReflectionSetAccessible=true",
		"-Xmx1g",
		"-cp", filepath.Join(folder, "lib", "*"),
		filepath.Join(folder, "Neo4jServer.java"),
		home,
		fmt.Sprintf("server.bolt.listen_address=127.0.0.1:%d", port),
		fmt.Sprintf("server.bolt.advertised_address=127.0.0.1:%d", port), // what a neo4j:// client is sent to
	)
	for _, setting := range settings() {
		args = append(args, setting[0]+"="+setting[1])
	}
	return exec.Command(java, args...) //nolint:noctx // the start's context must not end the server
}

// install resolves the server's packages into the user's cache and returns their folder. Processes that do so at once
// wait for the first.
func install(ctx context.Context) (string, error) {
	version, err := pomVersion()
	if err != nil {
		return "", err
	}
	cache, err := cacheFolder()
	if err != nil {
		return "", err
	}
	// The sum sets a new folder for any change to the two files.
	sum := crc32.ChecksumIEEE(append(append([]byte{}, pom...), source...))
	folder := filepath.Join(cache, fmt.Sprintf("neo4j-%s-%08x", version, sum))
	lock := flock.New(folder + ".lock")
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return "", fmt.Errorf("wait for %s: %w", folder, err)
	}
	defer func() { _ = lock.Unlock() }()
	if _, err := os.Stat(folder); err == nil {
		return folder, nil
	}
	if err := fetch(ctx, folder); err != nil {
		return "", fmt.Errorf("fetch Neo4j %s: %w", version, err)
	}
	return folder, nil
}

// fetch makes the folder in one step: it is complete or absent.
func fetch(ctx context.Context, folder string) error {
	mvn, err := exec.LookPath("mvn")
	if err != nil {
		return err
	}
	part := folder + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	if err := os.MkdirAll(part, 0o755); err != nil {
		return err
	}
	for name, content := range map[string][]byte{"pom.xml": pom, "Neo4jServer.java": source} {
		if err := os.WriteFile(filepath.Join(part, name), content, 0o600); err != nil {
			return err
		}
	}
	command := exec.CommandContext(ctx, mvn, "-q", "-B", "dependency:copy-dependencies",
		"-DincludeScope=runtime", "-DoutputDirectory="+filepath.Join(part, "lib"))
	command.Dir = part
	if out, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("mvn: %w\n%s", err, strings.TrimSpace(string(out)))
	}
	return os.Rename(part, folder)
}

func pomVersion() (string, error) {
	var project struct {
		Version string `xml:"properties>neo4j.version"`
	}
	if err := xml.Unmarshal(pom, &project); err != nil {
		return "", fmt.Errorf("read pom.xml: %w", err)
	}
	if project.Version == "" {
		return "", errors.New("read pom.xml: no neo4j.version")
	}
	return project.Version, nil
}

// cacheFolder is where this user's files for ngograph's tests are kept from run to run.
func cacheFolder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("neo4jtest: find the cache folder: %w", err)
	}
	folder := filepath.Join(cache, "ngograph")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", fmt.Errorf("neo4jtest: make the cache folder: %w", err)
	}
	return folder, nil
}
