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

    private static final List<String> NEEDED =
            List.of("README.md", "CHANGELOG.md", "docs/README.md", "docs/memory-layout.md");

    private Pages() {}

    /**
     * The repository: the nearest folder upwards that holds the launcher.
     *
     * @throws IllegalStateException when there is none, or when the pages that are checked are missing from it
     */
    static Path root() {
        Path start = Path.of("").toAbsolutePath();
        Path folder = start;
        while (folder != null && !Files.exists(folder.resolve("ringwork"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "the tests run inside of the repository, which holds the file ringwork: folder=" + start);
        }
        for (String page : NEEDED) {
            if (!Files.exists(folder.resolve(page))) {
                throw new IllegalStateException("the repository has its pages: missing=" + page + " root=" + folder
                        + "; write it or restore it");
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
