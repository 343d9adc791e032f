package dev.ringwork.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Holds all pages to the repository: links lead somewhere, commands exist, no page is lost. */
class PagesTest {

    @Test
    void shouldLeadSomewhereWhenALinkIsRelative() throws Exception {
        for (Path page : Pages.all()) {
            Path folder = page.getParent();
            for (String target : Pages.relativeLinks(page)) {
                assertThat(folder.resolve(target).normalize())
                        .as("link of %s", page)
                        .exists();
            }
        }
    }

    @Test
    void shouldLeadToAHeadingWhenALinkNamesOne() throws Exception {
        for (Path page : Pages.all()) {
            for (Pages.Anchor anchor : Pages.anchors(page)) {
                Path target = anchor.file().isEmpty()
                        ? page
                        : page.getParent().resolve(anchor.file()).normalize();
                assertThat(Pages.headings(target)).as("headings of %s", target).contains(anchor.heading());
            }
        }
    }

    @Test
    void shouldShowCommandsThatExistWhenTheyAreTyped() throws Exception {
        for (Path page : Pages.all()) {
            for (String command : Commands.of(page)) {
                Commands.check(command);
            }
        }
    }

    @Test
    void shouldListEveryPageWhenSomeoneLooksForOne() throws Exception {
        Path docs = Pages.root().resolve("docs");
        List<Path> listed = Pages.relativeLinks(docs.resolve("README.md")).stream()
                .map(target -> docs.resolve(target).normalize())
                .toList();
        List<Path> decisions = Pages.relativeLinks(docs.resolve("decisions/README.md")).stream()
                .map(target -> docs.resolve("decisions").resolve(target).normalize())
                .toList();

        for (Path page : Pages.all()) {
            if (page.equals(Pages.root().resolve("README.md")) || page.equals(docs.resolve("README.md"))) {
                continue;
            }
            boolean decision = docs.resolve("decisions").equals(page.getParent()) && !page.endsWith("README.md");
            assertThat(decision ? decisions : listed).as("index of pages").contains(page);
        }
    }

    @Test
    void shouldNumberEachDecisionOnceWhenSeveralAreWritten() throws Exception {
        List<String> numbers = Pages.all().stream()
                .filter(page -> page.getParent().endsWith("decisions") && !page.endsWith("README.md"))
                .map(page -> page.getFileName().toString())
                .map(name -> {
                    assertThat(name).matches("\\d{3}-[a-z0-9-]+\\.md");
                    return name.substring(0, 3);
                })
                .toList();

        assertThat(numbers).doesNotHaveDuplicates();
    }

    @Test
    void shouldHaveOneTitleWhenItIsAPage() throws Exception {
        for (Path page : Pages.all()) {
            assertThat(Files.readString(page)).as("%s", page).startsWith("# ");
        }
    }
}
