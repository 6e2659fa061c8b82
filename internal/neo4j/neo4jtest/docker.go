package neo4jtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

const dockerImage = "neo4j:5.26-community"

// dockerScript runs inside the container and gives the image's server the habits of Neo4jServer.java: a byte on
// standard input stops it and keeps the data, the end of input stops it and removes them.
const dockerScript = `set -m
/startup/docker-entrypoint.sh neo4j </dev/null &
keep=$(head -c 1 | wc -c)
kill -TERM -- -$!
wait $!
[ "$keep" -gt 0 ] || rm -rf /data/*`

// dockerEngine runs the official image.
func dockerEngine(ctx context.Context) (engine, error) {
	docker, err := exec.LookPath("docker")
	if err != nil {
		return engine{}, fmt.Errorf("docker: %w", err)
	}
	if out, err := exec.CommandContext(ctx, docker, "info", "--format", "{{.ServerVersion}}").CombinedOutput(); err != nil {
		return engine{}, fmt.Errorf("docker info: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return engine{
		name: "docker",
		command: func(home string, port int) *exec.Cmd {
			return dockerCommand(docker, home, port)
		},
		ready: "Started.",
		kill: func(_ *exec.Cmd, port int) error {
			return dockerKill(docker, port)
		},
	}, nil
}

func dockerCommand(docker, home string, port int) *exec.Cmd {
	address := fmt.Sprintf("127.0.0.1:%d", port)
	args := []string{
		"run", "--rm", "--interactive", "--init",
		"--name", containerName(port),
		"--publish", address + ":7687",
		"--volume", home + ":/data",
		"--env", "NEO4J_AUTH=none",
		// What a neo4j:// client is sent to.
		"--env", dockerSetting("server.bolt.advertised_address", address),
		"--env", dockerSetting("server.memory.heap.max_size", "1g"),
	}
	if uid := os.Getuid(); uid > 0 { // so that this user can remove the data; root can anyway, and Windows has no ids
		args = append(args, "--user", fmt.Sprintf("%d:%d", uid, os.Getgid()))
	}
	for _, setting := range settings() {
		args = append(args, "--env", dockerSetting(setting[0], setting[1]))
	}
	args = append(args, "--entrypoint", "bash", dockerImage, "-c", dockerScript)
	return exec.Command(docker, args...) //nolint:noctx // the start's context must not end the server
}

func dockerKill(docker string, port int) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopWait)
	defer cancel()
	out, err := exec.CommandContext(ctx, docker, "kill", containerName(port)).CombinedOutput()
	gone := strings.Contains(string(out), "No such container") || strings.Contains(string(out), "is not running")
	if err != nil && !gone {
		return fmt.Errorf("docker kill: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return nil
}

// dockerSetting is a setting of neo4j.conf as the image reads it from the environment.
func dockerSetting(name, value string) string {
	return "NEO4J_" + strings.NewReplacer("_", "__", ".", "_").Replace(name) + "=" + value
}

func containerName(port int) string { return fmt.Sprintf("neo4jtest-%d", port) }
