package dev.ringwork.wire;

import dev.ringwork.spi.TaskCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@link TaskCodec}s of one pool, by id and by type. */
final class CustomCodecs {
    private static final int MAX_ID = 255;

    /** A codec and the id it gave when it was asked. */
    record Entry(int id, TaskCodec codec) {}

    private final List<Entry> inOrder = new ArrayList<>();
    private final @Nullable TaskCodec[] byId = new TaskCodec[MAX_ID + 1];

    CustomCodecs(List<TaskCodec> codecs) {
        for (TaskCodec codec : codecs) {
            int id = codec.id();
            if (id < 1 || id > MAX_ID) {
                throw new IllegalArgumentException("the id of a TaskCodec is in 1..255: id=" + id + " codec="
                        + codec.getClass().getName());
            }
            TaskCodec other = byId[id];
            if (other != null) {
                throw new IllegalArgumentException("each TaskCodec has an id of its own: id=" + id + " codec="
                        + codec.getClass().getName() + " other="
                        + other.getClass().getName()
                        + ": give one of them another id, or leave it out");
            }
            byId[id] = codec;
            inOrder.add(new Entry(id, codec));
        }
    }

    @Nullable
    Entry forType(Class<?> type) {
        for (Entry entry : inOrder) {
            if (entry.codec().handles(type)) {
                return entry;
            }
        }
        return null;
    }

    /** The codec with an unsigned id below 256, if there is one here. */
    @Nullable
    TaskCodec byId(int id) {
        return byId[id];
    }
}
