package dev.ringwork.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's Markdown pages, as tests read them. */
final class Pages {
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

    private static final Pattern ANCHOR = Pattern.compile("]\\(([^)#\\s]*)#([^)]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
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

    /** A link to a heading; {@code file} is empty for one in the same page. */
    record Anchor(String file, String heading) {}

    /** The links of a page that name a heading of the repository's pages. */
    static List<Anchor> anchors(Path page) throws IOException {
        return ANCHOR.matcher(Files.readString(page))
                .results()
                .map(match -> new Anchor(match.group(1), match.group(2)))
                .filter(anchor -> !anchor.file().contains(":"))
                .toList();
    }

    /** The headings of a page as links name them: lower case, hyphens for spaces, no punctuation. */
    static List<String> headings(Path page) throws IOException {
        return HEADING.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /**
     * The rows of all tables of a page whose header begins with these columns, cell by cell.
     *
     * @throws IllegalStateException when there is no such table or it has no rows
     */
    static List<List<String>> table(Path page, String... columns) throws IOException {
        String header = "| " + String.join(" | ", columns) + " |";
        List<List<String>> rows = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(page)) {
            if (!line.startsWith("|")) {
                inside = false;
            } else if (line.startsWith(header)) {
                inside = true;
            } else if (inside && !line.startsWith("|---")) {
                rows.add(Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalStateException("the page has this table: page=" + page + " header=" + header);
        }
        return rows;
    }
}
