package dev.ringwork.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's Markdown pages, as tests read them. */
final class Pages {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    private Pages() {}

    /** The repository: the nearest folder upwards that holds README.md and the launcher. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("ringwork")) || !Files.exists(folder.resolve("README.md"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the tests run inside of the repository: folder="
                        + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }

    /** README.md, CHANGELOG.md and all pages under docs/. */
    static List<Path> all() throws IOException {
        Path root = root();
        try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
            return Stream.concat(Stream.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")), docs)
                    .filter(path -> path.toString().endsWith(".md"))
                    .toList();
        }
    }

    /** What stands in the fenced blocks of a language, without the fences. */
    static List<String> blocks(Path page, String language) throws IOException {
        Pattern fenced = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$");
        return fenced.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    /** The links of a page that lead to another file of the repository. */
    static List<String> relativeLinks(Path page) throws IOException {
        return LINK.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .filter(target -> !target.contains(":"))
                .toList();
    }
}
