package dev.ringwork.bench.goal;

import java.util.ArrayList;
import java.util.List;

/** Rows under a head, for a terminal or for a page. */
public final class Table {
    private static final String GAP = "  ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    public Table(String... head) {
        this.head = List.of(head);
    }

    /** Adds a row of as many cells as the head has. */
    public void add(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException(
                    "a row has as many cells as the head: cells=" + cells.length + " head=" + head.size());
        }
        rows.add(List.of(cells));
    }

    /** In columns as wide as their widest cell. */
    public String text() {
        int[] widths = new int[head.size()];
        widen(widths, head);
        rows.forEach(row -> widen(widths, row));
        StringBuilder text = new StringBuilder(line(head, widths));
        rows.forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private static void widen(int[] widths, List<String> row) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i))
                    .append(" ".repeat(widths[i] - row.get(i).length()))
                    .append(GAP);
        }
        return line.toString().stripTrailing() + "\n";
    }

    /** As Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder(markdown(head))
                .append("|---".repeat(head.size()))
                .append("|\n");
        rows.forEach(row -> text.append(markdown(row)));
        return text.toString();
    }

    private static String markdown(List<String> row) {
        return "| " + String.join(" | ", row) + " |\n";
    }
}
