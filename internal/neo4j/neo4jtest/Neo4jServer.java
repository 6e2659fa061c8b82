import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * A Neo4j Community server for tests: java -cp 'lib/*' Neo4jServer.java HOME SETTING=VALUE...
 * The folder HOME takes its data, and its settings as a neo4j.conf.
 * It prints READY when it answers. It lives as long as its standard input: a byte there stops it and keeps HOME
 * for another start; the end of input, which is also what a killed parent leaves behind, stops it and removes HOME.
 */
class Neo4jServer {
    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Path conf = Files.write(home.resolve("neo4j.conf"), List.of(args).subList(1, args.length));
        DatabaseManagementService service = new DatabaseManagementServiceBuilder(home)
                .loadPropertiesFromFile(conf)
                .build();
        boolean[] keep = {false};
        // In a hook, so that an interrupt from the terminal clears up as well.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            service.shutdown();
            if (!keep[0]) {
                remove(home);
            }
        }));
        System.out.println("READY");
        keep[0] = System.in.read() >= 0;
        System.exit(0);
    }

    private static void remove(Path folder) {
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (Exception e) {
            System.err.println("remove " + folder + ": " + e);
        }
    }
}
